//===- TextLayout.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/TextLayout.h"
#include "Report/SourceNames.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace lockctx {

/// Of text that is printable().
static unsigned columns(StringRef Printable) { return std::max(0, sys::unicode::columnWidthUTF8(Printable)); }

/// The last column of a table gets lines of its own where fewer columns than these would be left for it.
static constexpr unsigned kLeastLastCell = 30;

TextLayout::TextLayout(raw_ostream &OS, unsigned Width, bool Color)
    : OS(OS), Width(Width == 0 ? UINT_MAX / 2 : std::max(Width, 40u)), Color(Color) {}

void TextLayout::put(StringRef Printable, Tone How) {
  static const char *const Codes[] = {"", "1", "1;31", "1;35", "1;36", "36", "1;32"};
  bool Escape = Color && How != Tone::Plain && !Printable.empty();
  if (Escape)
    OS << "\x1b[" << Codes[static_cast<unsigned>(How)] << 'm';
  OS << Printable;
  if (Escape)
    OS << "\x1b[0m";
}

void TextLayout::blank() { OS << '\n'; }

void TextLayout::line(unsigned Indent, ArrayRef<Piece> Pieces) {
  OS.indent(Indent);
  for (const Piece &P : Pieces)
    put(printable(P.Text), P.How);
  OS << '\n';
}

void TextLayout::line(unsigned Indent, const Twine &Text, Tone How) { line(Indent, Piece{How, Text.str()}); }

/// The words of \p Text, printable; a tag stays with its "struct".
static SmallVector<std::string, 32> split(StringRef Text) {
  SmallVector<StringRef, 32> Raw;
  SplitString(Text, Raw);
  SmallVector<std::string, 32> Words;
  bool Join = false;
  for (StringRef R : Raw) {
    if (Join)
      Words.back() += " " + printable(R);
    else
      Words.push_back(printable(R));
    Join = R.ends_with("struct") || R.ends_with("union");
  }
  return Words;
}

void TextLayout::wrap(unsigned At, unsigned Hang, StringRef Text, Tone How) {
  std::string Line;
  unsigned Used = At;
  for (const std::string &Word : split(Text)) {
    unsigned Size = columns(Word);
    if (!Line.empty() && Used + 1 + Size > Width) {
      put(Line, How);
      OS << '\n';
      OS.indent(Hang);
      Line.clear();
      Used = Hang;
    }
    if (!Line.empty()) {
      Line += ' ';
      ++Used;
    }
    Line += Word;
    Used += Size;
  }
  put(Line, How);
  OS << '\n';
}

void TextLayout::words(unsigned Indent, unsigned Hang, const Twine &Text, Tone How) {
  OS.indent(Indent);
  wrap(Indent, Hang, Text.str(), How);
}

void TextLayout::table(unsigned Indent, ArrayRef<Row> Rows) {
  // Widths of all columns but the last; of that, the longest word and the longest text.
  std::vector<unsigned> Widths;
  unsigned Longest = 0, Widest = 0;
  for (const Row &R : Rows) {
    if (R.Cells.empty())
      continue;
    Widths.resize(std::max(Widths.size(), R.Cells.size() - 1));
    for (size_t I = 0; I + 1 < R.Cells.size(); ++I)
      Widths[I] = std::max(Widths[I], columns(printable(R.Cells[I])));
    for (const std::string &Word : split(R.Cells.back()))
      Longest = std::max(Longest, columns(Word));
    Widest = std::max(Widest, columns(printable(R.Cells.back())));
  }
  unsigned Last = Indent;
  for (unsigned W : Widths)
    Last += W + 2;
  bool Fits = Last + std::max(Longest, std::min(Widest, kLeastLastCell)) <= Width;
  for (const Row &R : Rows) {
    if (R.Cells.empty()) {
      words(Indent + 2, Indent + 4, R.Remark, Tone::State);
      continue;
    }
    std::string Line(Indent, ' ');
    for (size_t I = 0; I + 1 < R.Cells.size(); ++I) {
      std::string Cell = printable(R.Cells[I]);
      Line += Cell + std::string((Fits ? Widths[I] - columns(Cell) : 0) + 2, ' ');
    }
    bool Alone = StringRef(R.Cells.back()).trim().empty();
    OS << (Fits && !Alone ? StringRef(Line) : StringRef(Line).rtrim());
    if (Fits || Alone) {
      wrap(Last, Last, R.Cells.back(), Tone::Plain);
    } else {
      OS << '\n';
      words(Indent + 4, Indent + 6, R.Cells.back());
    }
  }
}

void TextLayout::source(unsigned Indent, unsigned Number, StringRef Line, unsigned Column, StringRef Code) {
  constexpr size_t kLongest = 1000;
  Line = Line.take_front(kLongest);
  // Tabs are spelled out, as everywhere in the kernel every 8 columns; the caret's place is counted on the result.
  std::string Shown;
  unsigned CaretAt = 0, CaretEnd = 0;
  size_t CodeEnd = 0;
  if (Column && Column <= Line.size())
    CodeEnd = Column - 1 + (!Code.empty() && Line.drop_front(Column - 1).starts_with(Code) ? Code.size() : 1);
  for (size_t I = 0; I < Line.size();) {
    size_t Next = Line[I] == '\t' ? I + 1 : std::min(Line.find('\t', I), Line.size());
    // Text is made printable in stretches that end where the caret begins and ends.
    for (size_t Mark : {size_t(Column) - 1, CodeEnd})
      if (CodeEnd && Mark > I && Mark < Next)
        Next = Mark;
    if (CodeEnd && I == Column - 1)
      CaretAt = columns(Shown);
    StringRef Stretch = Line.slice(I, Next);
    Shown += Stretch == "\t" ? std::string(8 - columns(Shown) % 8, ' ') : printable(Stretch);
    I = Next;
    if (I == CodeEnd)
      CaretEnd = columns(Shown);
  }
  // Deep indentation gives way before the text does.
  std::string Gutter = utostr(Number);
  unsigned Room = Width - std::min<unsigned>(Width / 2, Indent + Gutter.size() + 3);
  size_t Blank = StringRef(Shown).find_first_not_of(' ');
  if (columns(Shown) > Room && Blank != StringRef::npos && Blank > 4 && (!CaretEnd || CaretAt >= Blank)) {
    Shown.erase(0, Blank - 4);
    CaretAt -= std::min<unsigned>(CaretAt, Blank - 4);
    CaretEnd -= std::min<unsigned>(CaretEnd, Blank - 4);
  }
  OS.indent(Indent) << Gutter << " | " << Shown << '\n';
  if (!CaretEnd)
    return;
  OS.indent(Indent + Gutter.size()) << " | ";
  OS.indent(CaretAt);
  put("^" + std::string(CaretEnd - CaretAt > 1 ? CaretEnd - CaretAt - 1 : 0, '~'), Tone::Caret);
  OS << '\n';
}

} // namespace lockctx
