//===- FuzzCompileCommands.cpp ---------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "InputFile.h"
#include "Project/CompileCommands.h"

using namespace lockctx;

/// A compile_commands.json.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  auto Read = readCompileCommands(fuzz::file(Data, Size, "compile_commands.json"), {});
  fuzz::expectText(Read.takeError());
  return 0;
}
