//===- IncludeScan.h - Includes without preprocessing -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the headers that a TU includes whatever its macros are: #include lines outside of conditionals, followed from
/// file to file. Each file is read once for all TUs. This is for planning; what a TU really includes is known when it
/// has been parsed.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_INCLUDESCAN_H
#define LOCKCTX_EXTRACT_INCLUDESCAN_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <map>

namespace lockctx {

class IncludeScan {
public:
  /// An #include and what it stands for.
  struct Include {
    uint32_t File;
    std::string Spelling; ///< With <> or "": includes the same file from anywhere.
  };

  /// A number for the directories that \p TU searches, to be passed to the others.
  uint32_t search(const TranslationUnit &TU);
  /// The number of a file; -1 if it is not there.
  int file(llvm::StringRef Path);
  /// What a file includes for certain.
  const std::vector<Include> &includes(uint32_t Search, uint32_t File);
  /// All headers that \p TU includes for certain, without those of -include and what these include; sorted.
  std::vector<uint32_t> headers(const TranslationUnit &TU);
  uint64_t size(uint32_t File);
  size_t files() const { return Paths.size(); }

private:
  struct Scanned {
    bool Done = false;
    uint64_t Size = 0;
    std::vector<std::string> Names; ///< With their <> or "".
  };
  const Scanned &scan(uint32_t File);

  std::map<std::vector<std::string>, uint32_t> Searches;
  std::vector<std::vector<std::string>> Directories; ///< Of each search.
  llvm::StringMap<int> Numbers;
  std::vector<std::string> Paths;
  std::vector<Scanned> Scans;
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, std::unique_ptr<std::vector<Include>>> Resolved;
};

} // namespace lockctx

#endif
