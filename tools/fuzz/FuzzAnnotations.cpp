//===- FuzzAnnotations.cpp -------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Annotations/Models.h"
#include "InputFile.h"

using namespace lockctx;

/// The models of annotations/*.yaml and of --annotations.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Path = fuzz::file(Data, Size, "models.yaml");
  llvm::Expected<Models> Read = Models::load({}, {Path}, {});
  fuzz::expectText(Read.takeError());
  return 0;
}
