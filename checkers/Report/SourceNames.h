//===- SourceNames.h - How reports name and quote files --------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What all formats share: paths relative to the source root, URIs, lines read from the files, and text that is safe to
/// show. Names come from other people's source, from file systems and from compilers' messages; no byte of them may
/// act on a terminal.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_SOURCENAMES_H
#define LOCKCTX_REPORT_SOURCENAMES_H

#include "Model/Finding.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockctx {

/// \p Text with all that is not a printable character spelled out, as clang does: `<U+001B>`, and `<9B>` for a byte
/// that is not UTF-8. This covers control characters and those that reorder or hide text.
std::string printable(llvm::StringRef Text);

/// A headline without the "WARNING: " or "BUG: " that lockdep prints before it: the formats have a severity.
llvm::StringRef plainHeadline(const Finding &F);

const char *name(Confidence C);
/// "error", "warning" or "note": what compilers print and what SARIF calls the level.
const char *name(Severity S);

/// Names files as seen from the source root.
class SourceNames {
public:
  explicit SourceNames(llvm::StringRef SourceRoot);

  /// Relative below the root, absolute elsewhere. Not yet printable().
  std::string path(llvm::StringRef File) const;
  /// "file:line", or "file" where the line is unknown.
  std::string place(const SourceLocation &Loc) const;
  /// Free text with the root taken off the paths in it.
  std::string text(llvm::StringRef Text) const;

  /// A percent-encoded URI reference: relative, to be resolved against rootUri(), or file://.
  std::string uri(llvm::StringRef File) const;
  /// Of the root, with a slash at its end; empty if it is unknown.
  std::string rootUri() const;

private:
  std::string Prefix; ///< The root with a slash at its end, or empty.
};

/// Lines of source files. Keeps few files in memory.
class SourceLines {
public:
  explicit SourceLines(bool Read) : Read(Read) {}
  /// The line that \p Loc is in, without its end; nothing if it cannot be read.
  std::optional<std::string> line(const SourceLocation &Loc);

private:
  struct File {
    std::unique_ptr<llvm::MemoryBuffer> Buffer; ///< Null: cannot be read.
    std::vector<size_t> Starts;                 ///< Offset of each line.
  };
  bool Read;
  llvm::StringMap<File> Files;
};

} // namespace lockctx

#endif
