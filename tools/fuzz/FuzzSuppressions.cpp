//===- FuzzSuppressions.cpp ------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "InputFile.h"
#include "Model/Finding.h"
#include "Report/Suppressions.h"

using namespace lockctx;

/// The file of --suppressions, and the comments of a source file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  Report R;
  SuppressionSources From;
  From.List = fuzz::file(Data, Size, "suppressions.yaml");
  From.Files = {fuzz::file(Data, Size, "source.c")};
  fuzz::expectText(suppress(R, From));
  return 0;
}
