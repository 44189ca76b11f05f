//===- IncludeScan.h - Includes without preprocessing -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the headers that a TU includes, without preprocessing it: #include lines, followed from file to file. Those in
/// conditionals count if the condition holds for the macros of the command line and of what it includes before any text
/// (-include): CONFIG_* and the like. Other macros are taken as not defined; where a condition asks for more than
/// what is defined, neither side counts. Each file is read once for all TUs. This is for planning; what a TU really
/// includes is known when it has been parsed.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_INCLUDESCAN_H
#define LOCKCTX_EXTRACT_INCLUDESCAN_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <map>

namespace lockctx {

class IncludeScan {
public:
  /// An #include and what it stands for.
  struct Include {
    uint32_t File;
    std::string Spelling; ///< With <> or "": includes the same file from anywhere.
  };

  /// A number for the directories that \p TU searches and the macros that it begins with, to be passed to the others.
  uint32_t search(const TranslationUnit &TU);
  /// The number of a file; -1 if it is not there.
  int file(llvm::StringRef Path);
  /// What a file includes.
  const std::vector<Include> &includes(uint32_t Search, uint32_t File);
  /// All headers that \p TU includes, without those of -include and what these include; sorted.
  std::vector<uint32_t> headers(const TranslationUnit &TU);
  uint64_t size(uint32_t File);
  size_t files() const { return Paths.size(); }

private:
  /// A directive of a file.
  struct Line {
    enum LineKind { If, Elif, Else, Endif, Include, Define, Undef } Kind;
    std::string Text; ///< The condition, in words; the header, with its <> or ""; the macro.
  };
  struct Scanned {
    uint64_t Size = 0;
    bool HasMacros = false;
    std::vector<Line> Lines; ///< Without conditionals that have nothing in them.
  };
  struct Search {
    std::vector<std::string> Directories;
    std::vector<uint32_t> Forced; ///< By -include.
    std::shared_ptr<llvm::StringSet<>> Macros;
  };
  /// Definitions of macros are among the lines only if \p WithMacros: some files have ten thousands.
  const Scanned &scan(uint32_t File, bool WithMacros = false);
  int find(const Search &S, uint32_t From, llvm::StringRef Name, std::string &Spelling);
  /// Calls \p Visit for each line that counts, but for conditions.
  static void eachLine(const Scanned &S, const llvm::StringSet<> &Macros, llvm::function_ref<void(const Line &)> Visit);
  void addMacros(Search &S, uint32_t File, llvm::DenseSet<uint32_t> &Seen);

  std::map<std::vector<std::string>, uint32_t> Searches;
  std::map<std::vector<std::string>, std::shared_ptr<llvm::StringSet<>>> Macros;
  std::vector<Search> BySearch;
  llvm::StringMap<int> Numbers;
  std::vector<std::string> Paths;
  std::vector<std::unique_ptr<Scanned>> Scans;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, std::unique_ptr<std::vector<Include>>> Resolved;
};

} // namespace lockctx

#endif
