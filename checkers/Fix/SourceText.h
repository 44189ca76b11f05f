//===- SourceText.h - A source file as text and tokens ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What a patch needs to know of a file: where a call's name and its first argument stand, and where a function's
/// declarations do. Tokens are Clang's raw ones, before preprocessing: what is edited is what is spelled.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_FIX_SOURCETEXT_H
#define LOCKCTX_FIX_SOURCETEXT_H

#include "Model/Finding.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <functional>
#include <memory>
#include <optional>

namespace lockctx {

/// Gives a file's text as it is now: that on disk, or what an editor has of it. Null if it cannot be read.
using SourceReader = std::function<std::unique_ptr<llvm::MemoryBuffer>(llvm::StringRef Path)>;
std::unique_ptr<llvm::MemoryBuffer> readFromDisk(llvm::StringRef Path);

class SourceText {
public:
  /// Null if the file cannot be read, or is one that Clang's lexer cannot take.
  static std::unique_ptr<SourceText> open(llvm::StringRef Path, const SourceReader &Read);

  llvm::StringRef text() const { return Text; }

  /// The identifier that begins at \p Loc; empty if none does.
  llvm::StringRef identifierAt(const SourceLocation &Loc) const;
  /// The first argument of the call or macro whose name is at \p Loc: its tokens, as [begin, end) offsets.
  std::optional<std::pair<size_t, size_t>> firstArgument(const SourceLocation &Loc) const;
  SourceLocation locationOf(size_t Offset) const;

  /// The body of the function whose name is at \p Name.
  class Body {
  public:
    /// Whether an identifier \p Name occurs.
    bool mentions(llvm::StringRef Name) const;
    /// Whether one of the declarations at its top is of a plain `unsigned long` \p Name.
    bool declares(llvm::StringRef Name) const;
    /// A declaration \p Text put where it belongs among those at its top: a whole line, before another line.
    TextEdit declaration(llvm::StringRef Text) const;

  private:
    friend class SourceText;
    const SourceText *Source = nullptr;
    size_t First = 0, Last = 0; ///< Tokens of the braces.
    size_t declarationsEnd() const;
  };
  std::optional<Body> body(const SourceLocation &Name) const;

private:
  struct Token {
    size_t Offset;
    uint32_t Length;
    bool Identifier;
  };
  size_t offsetOf(const SourceLocation &Loc) const;
  /// The token that begins at \p Offset, or tokens().size().
  size_t tokenAt(size_t Offset) const;
  llvm::StringRef spelling(size_t Index) const {
    return Index < Tokens.size() ? Text.substr(Tokens[Index].Offset, Tokens[Index].Length) : "";
  }

  std::string Contents, Path;
  llvm::StringRef Text;
  std::vector<llvm::StringRef> Lines; ///< With their ends.
  std::vector<Token> Tokens;          ///< Without comments and blanks.
};

} // namespace lockctx

#endif
