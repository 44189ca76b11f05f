//===- Edits.h - Edits of source files, and diffs of them -------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_FIX_EDITS_H
#define LOCKCTX_FIX_EDITS_H

#include "Fix/SourceText.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <map>

namespace lockctx {

/// Edits of several files, all in terms of the files as they are read.
class EditedFiles {
public:
  explicit EditedFiles(SourceReader Read = readFromDisk) : Read(std::move(Read)) {}
  /// Adds edits; what is there already is there once. Fails, and adds nothing, if a file cannot be read, does not have
  /// the old text, or if two edits overlap.
  llvm::Error add(llvm::ArrayRef<TextEdit> Edits);
  /// Each file with its edits made.
  std::map<std::string, std::string> contents() const;
  /// The difference that \p Edits make when they are added, as a unified diff with paths relative to \p Root; takes
  /// them in.
  llvm::Expected<std::string> addAsDiff(llvm::ArrayRef<TextEdit> Edits, llvm::StringRef Root);

private:
  struct File {
    std::vector<std::string> Lines;                  ///< With their ends, as on disk.
    std::map<unsigned, std::vector<TextEdit>> Edits; ///< By line (from 0), in order of columns.
    /// What line \p I has become: nothing to several lines.
    std::string line(unsigned I) const;
  };
  SourceReader Read;
  std::map<std::string, File> Files;
};

} // namespace lockctx

#endif
