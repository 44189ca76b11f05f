//===- CitedFiles.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Annotations/CitedFiles.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {

std::vector<StringRef> citedFiles(StringRef Source) {
  std::vector<StringRef> Files;
  for (StringRef Part : split(Source, ','))
    if (StringRef File = Part.trim().take_until([](char C) { return C == ' ' || C == ':'; }); File.contains('/'))
      Files.push_back(File);
  return Files;
}

} // namespace lockctx
