//===- FuzzFacts.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "InputFile.h"
#include "Summary/FactsIO.h"

using namespace lockctx;

/// A file of facts in a store.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::Expected<FactsFile> Read = FactsFile::open(fuzz::file(Data, Size));
  fuzz::expectText(Read.takeError());
  return 0;
}
