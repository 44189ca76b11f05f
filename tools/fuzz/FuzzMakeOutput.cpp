//===- FuzzMakeOutput.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/MakeOutput.h"
#include <cstdint>

using namespace lockctx;

/// What kbuild's dry run prints.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  KernelTree Tree;
  Tree.BuildDir = Tree.SourceDir = "/kernel";
  Tree.Arch = "x86";
  parseMakeOutput(llvm::StringRef(reinterpret_cast<const char *>(Data), Size), Tree);
  return 0;
}
