//===- Inputs.h - Are stored facts still true? ------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Beside each file of facts lies a list of the files that it was made from, with size and time of change, as make
/// would look at them. It is kept apart from the facts so that these are the same bytes wherever they are made.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_INPUTS_H
#define LOCKCTX_ENGINE_INPUTS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace lockctx {

class Inputs {
public:
  /// Whether the facts at \p FactsPath exist and all their inputs are as they were. Looks at each input once.
  bool unchanged(llvm::StringRef FactsPath);
  static llvm::Error write(llvm::StringRef FactsPath, const std::vector<std::string> &Files);

private:
  llvm::StringRef stampOf(llvm::StringRef File);
  llvm::StringMap<std::string> Stamps;
};

} // namespace lockctx

#endif
