//===- SourceText.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fix/SourceText.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace lockctx {

std::unique_ptr<MemoryBuffer> readFromDisk(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  return Buffer ? std::move(*Buffer) : nullptr;
}

std::unique_ptr<SourceText> SourceText::open(StringRef Path, const SourceReader &Read) {
  std::unique_ptr<MemoryBuffer> Buffer = Read(Path);
  if (!Buffer || Buffer->getBuffer().contains('\0'))
    return nullptr;
  auto S = std::make_unique<SourceText>();
  S->Path = Path.str();
  S->Contents = Buffer->getBuffer().str();
  S->Text = S->Contents;
  for (StringRef Rest = S->Text; !Rest.empty();) {
    size_t End = Rest.find('\n');
    S->Lines.push_back(Rest.take_front(End == StringRef::npos ? Rest.size() : End + 1));
    Rest = Rest.drop_front(S->Lines.back().size());
  }
  clang::LangOptions Language;
  Language.GNUMode = Language.C99 = Language.C11 = true;
  clang::Lexer L(clang::SourceLocation(), Language, S->Contents.c_str(), S->Contents.c_str(),
                 S->Contents.c_str() + S->Contents.size());
  for (clang::Token T; !L.LexFromRawLexer(T);) {
    size_t Offset = L.getBufferLocation() - S->Contents.c_str() - T.getLength();
    S->Tokens.push_back({Offset, T.getLength(), T.is(clang::tok::raw_identifier)});
  }
  return S;
}

size_t SourceText::offsetOf(const SourceLocation &Loc) const {
  if (!Loc.Line || !Loc.Column || Loc.Line > Lines.size() || Loc.Column > Lines[Loc.Line - 1].size())
    return StringRef::npos;
  return Lines[Loc.Line - 1].data() - Text.data() + Loc.Column - 1;
}

SourceLocation SourceText::locationOf(size_t Offset) const {
  auto It = partition_point(Lines, [&](StringRef L) { return size_t(L.data() - Text.data()) <= Offset; });
  StringRef Line = *std::prev(It);
  return {Path, unsigned(It - Lines.begin()), unsigned(Offset - (Line.data() - Text.data()) + 1)};
}

size_t SourceText::tokenAt(size_t Offset) const {
  auto It = partition_point(Tokens, [&](const Token &T) { return T.Offset < Offset; });
  return It != Tokens.end() && It->Offset == Offset ? It - Tokens.begin() : Tokens.size();
}

StringRef SourceText::identifierAt(const SourceLocation &Loc) const {
  size_t I = tokenAt(offsetOf(Loc));
  return I < Tokens.size() && Tokens[I].Identifier ? spelling(I) : "";
}

static int depth(StringRef Token) {
  return StringSwitch<int>(Token).Cases({"(", "[", "{"}, 1).Cases({")", "]", "}"}, -1).Default(0);
}

std::optional<std::pair<size_t, size_t>> SourceText::firstArgument(const SourceLocation &Loc) const {
  size_t I = tokenAt(offsetOf(Loc)) + 1;
  if (spelling(I) != "(" || I + 1 >= Tokens.size())
    return std::nullopt;
  size_t Begin = Tokens[I + 1].Offset;
  int Depth = 0;
  for (; I < Tokens.size(); ++I) {
    Depth += depth(spelling(I));
    if (Depth == 0 || (Depth == 1 && spelling(I) == ",")) {
      size_t End = Tokens[I - 1].Offset + Tokens[I - 1].Length;
      return End > Begin ? std::optional(std::make_pair(Begin, End)) : std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<SourceText::Body> SourceText::body(const SourceLocation &Name) const {
  size_t I = tokenAt(offsetOf(Name)) + 1;
  for (int Depth = 0; I < Tokens.size(); ++I) {
    if (Depth == 0 && spelling(I) == "{")
      break;
    if (Depth == 0 && spelling(I) == ";")
      return std::nullopt;
    Depth += depth(spelling(I));
  }
  Body B;
  B.Source = this;
  B.First = I;
  for (int Depth = 0; I < Tokens.size(); ++I) {
    Depth += depth(spelling(I));
    if (Depth == 0) {
      B.Last = I;
      return B;
    }
  }
  return std::nullopt;
}

bool SourceText::Body::mentions(StringRef Name) const {
  for (size_t I = First; I < Last; ++I)
    if (Source->Tokens[I].Identifier && Source->spelling(I) == Name)
      return true;
  return false;
}

/// Whether a statement that begins with these two tokens and the one after the stars declares something: it is told
/// by a word of the language, or by two names in a row.
static bool declares(StringRef First, bool FirstIsName, bool SecondIsName) {
  bool Keyword = StringSwitch<bool>(First)
                     .Cases({"struct", "union", "enum", "const", "volatile", "static", "register"}, true)
                     .Cases({"unsigned", "signed", "int", "long", "short", "char", "bool", "void"}, true)
                     .Default(false);
  bool Statement = StringSwitch<bool>(First).Cases({"return", "goto", "case", "else", "do"}, true).Default(false);
  return Keyword || (FirstIsName && SecondIsName && !Statement);
}

size_t SourceText::Body::declarationsEnd() const {
  size_t End = First + 1;
  while (End < Last) {
    size_t Second = End + 1;
    while (Second < Last && Source->spelling(Second) == "*")
      ++Second;
    if (!lockctx::declares(Source->spelling(End), Source->Tokens[End].Identifier, Source->Tokens[Second].Identifier))
      break;
    int Depth = 0;
    size_t I = End;
    for (; I < Last && (Depth || Source->spelling(I) != ";"); ++I)
      Depth += depth(Source->spelling(I));
    End = I + 1;
  }
  return std::min(End, Last);
}

bool SourceText::Body::declares(StringRef Name) const {
  // unsigned long a, NAME;
  for (size_t I = First + 1, End = declarationsEnd(); I + 2 < End; ++I) {
    if (Source->spelling(I) != "unsigned" || Source->spelling(I + 1) != "long")
      continue;
    for (size_t J = I + 2; J < End && Source->spelling(J) != ";"; ++J)
      if (Source->spelling(J) == Name && (Source->spelling(J - 1) == "long" || Source->spelling(J - 1) == ",") &&
          (Source->spelling(J + 1) == ";" || Source->spelling(J + 1) == "," || Source->spelling(J + 1) == "="))
        return true;
  }
  return false;
}

TextEdit SourceText::Body::declaration(StringRef Text) const {
  size_t End = declarationsEnd();
  auto LineOf = [&](size_t Token) { return Source->locationOf(Source->Tokens[Token].Offset).Line; };
  unsigned FirstLine = LineOf(First) + 1, AfterLine = End == First + 1 ? FirstLine : LineOf(End - 1) + 1;
  auto Edit = [&](unsigned Line, std::string New) { return TextEdit{{Source->Path, Line, 1}, "", std::move(New)}; };
  std::string Declared = ("\t" + Text + "\n").str();
  if (AfterLine == FirstLine) {
    bool Blank = FirstLine <= Source->Lines.size() && Source->Lines[FirstLine - 1].trim().empty();
    return Edit(FirstLine, Declared + (Blank ? "" : "\n"));
  }
  // Longest first, where those that are there are.
  auto Length = [&](unsigned Line) {
    return Source->Lines[Line - 1].take_until([](char C) { return C == ';'; }).size();
  };
  unsigned At = AfterLine;
  bool Sorted = true;
  for (unsigned Line = FirstLine; Line + 1 < AfterLine; ++Line)
    Sorted &= Length(Line) >= Length(Line + 1);
  for (unsigned Line = FirstLine; Sorted && Line < AfterLine; ++Line)
    if (Length(Line) < Text.size()) { // a tab for the semicolon
      At = Line;
      break;
    }
  return Edit(At, Declared);
}

} // namespace lockctx
