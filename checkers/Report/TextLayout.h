//===- TextLayout.h - Lines, wrapped words and columns ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Everything that the text report writes goes through here, and here alone escape sequences are made: all text that
/// comes in is made printable() first, so nothing that a source file contains can act on the terminal.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_TEXTLAYOUT_H
#define LOCKCTX_REPORT_TEXTLAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace lockctx {

enum class Tone { Plain, Strong, Error, Warning, Note, State, Caret };

/// A part of a line in one colour.
struct Piece {
  Tone How;
  std::string Text;
};

/// A line of a table: its cells, or a remark across all columns.
struct Row {
  std::vector<std::string> Cells;
  std::string Remark = {};
};

class TextLayout {
public:
  /// \p Width 0: lines are never wrapped.
  TextLayout(llvm::raw_ostream &OS, unsigned Width, bool Color);

  void blank();
  /// One line, whatever its length.
  void line(unsigned Indent, llvm::ArrayRef<Piece> Pieces);
  void line(unsigned Indent, const llvm::Twine &Text, Tone How = Tone::Plain);
  /// Words, wrapped; lines after the first are indented by \p Hang.
  void words(unsigned Indent, unsigned Hang, const llvm::Twine &Text, Tone How = Tone::Plain);
  /// Columns, the last one wrapped. Where that would leave too little room for the last one, it gets its own lines.
  void table(unsigned Indent, llvm::ArrayRef<Row> Rows);
  /// A source line with its number and a caret below \p Column (from 1, in bytes; 0 is none), which underlines \p Code
  /// if that is what stands there.
  void source(unsigned Indent, unsigned Number, llvm::StringRef Line, unsigned Column, llvm::StringRef Code);

private:
  void put(llvm::StringRef Printable, Tone How);
  /// Wraps after \p At columns are taken on the first line.
  void wrap(unsigned At, unsigned Hang, llvm::StringRef Text, Tone How);

  llvm::raw_ostream &OS;
  unsigned Width;
  bool Color;
};

} // namespace lockctx

#endif
