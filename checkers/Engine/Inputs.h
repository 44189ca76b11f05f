//===- Inputs.h - Are stored facts still true? ------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Beside each file of facts lies a list of the files that it was made from, with size and time of change, as make
/// would look at them. It is kept apart from the facts so that these are the same bytes wherever they are made. For
/// what was parsed with a prefix the list refers to the prefix's own list.
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
  /// Whether the file at \p Path exists and all that it was made from is as it was. Looks at each input once.
  bool unchanged(llvm::StringRef Path);
  /// The prefix that the facts at \p Path were made with, if that is there and unchanged; else "".
  std::string prefixOf(llvm::StringRef Path);
  /// \p PrefixPath: what else it was made from, or "".
  static llvm::Error write(llvm::StringRef Path, const std::vector<std::string> &Files, llvm::StringRef PrefixPath);

private:
  /// What a list says, looked at once.
  struct List {
    bool Good = false; ///< All files are as they were.
    std::string Hash;  ///< Of the list itself.
  };
  const List &list(llvm::StringRef Path);
  bool isGood(llvm::StringRef Path, llvm::StringRef Text);
  llvm::StringRef stampOf(llvm::StringRef File);

  llvm::StringMap<std::string> Stamps;
  llvm::StringMap<List> Lists; ///< Of prefixes.
};

} // namespace lockctx

#endif
