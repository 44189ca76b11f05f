//===- FuzzBaseline.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "InputFile.h"
#include "Report/Baseline.h"

using namespace lockctx;

/// The file of --baseline.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::Expected<Baseline> Read = Baseline::read(fuzz::file(Data, Size));
  fuzz::expectText(Read.takeError());
  return 0;
}
