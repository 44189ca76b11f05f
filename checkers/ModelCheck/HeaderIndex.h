//===- HeaderIndex.h - Which header may declare a name ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the headers worth parsing for a set of names, by their tokens alone. It only has to be right often enough:
/// what a name is says Clang, later.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_MODELCHECK_HEADERINDEX_H
#define LOCKCTX_MODELCHECK_HEADERINDEX_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <vector>

namespace lockctx {

class HeaderIndex {
public:
  /// Reads all headers below the directories that \p Unit searches for includes and that are called include or
  /// generated, and notes which may define or declare one of \p Names.
  HeaderIndex(const TranslationUnit &Unit, const llvm::StringSet<> &Names);

  /// What to write between the angle brackets of an #include, best first.
  std::vector<std::string> candidates(llvm::StringRef Name) const;
  /// The same for a file, given by its absolute path; "" if it is not below such a directory.
  std::string spelling(llvm::StringRef Path) const;
  /// The \p Count headers that others include most.
  std::vector<std::string> mostUsed(size_t Count) const;
  /// How many #include directives of the headers name this one.
  unsigned uses(llvm::StringRef Header) const { return Uses.lookup(Header); }

private:
  void scan(llvm::StringRef Path, llvm::StringRef Header, const llvm::StringSet<> &Names);

  std::vector<std::string> Roots;
  llvm::StringMap<unsigned> Uses;
  llvm::StringMap<std::vector<std::string>> Headers; ///< By name.
};

/// Whether \p Path has \p Word as a whole word.
bool mentions(llvm::StringRef Path, llvm::StringRef Word);

} // namespace lockctx

#endif
