//===- FuzzSplat.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/Splat.h"
#include <cstdint>

using namespace lockctx;

/// A kernel log with lockdep's reports.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  for (const Splat &S : readSplats(llvm::StringRef(reinterpret_cast<const char *>(Data), Size))) {
    S.unsafe().words();
    S.safe().words();
  }
  return 0;
}
