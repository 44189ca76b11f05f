//===- HeaderIndex.cpp - Which header may declare a name ------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ModelCheck/HeaderIndex.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using clang::Token;

namespace lockctx {
namespace {

std::string absoluteIn(StringRef Directory, StringRef Path) {
  SmallString<256> Result(Path);
  sys::path::make_absolute(Directory, Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

/// The raw tokens of a file.
class Tokens {
public:
  explicit Tokens(const MemoryBuffer &File)
      : Raw(clang::SourceLocation(), language(), File.getBufferStart(), File.getBufferStart(), File.getBufferEnd()) {
    next();
  }
  bool done() const { return Next.is(clang::tok::eof); }
  Token take() {
    Token T = Next;
    next();
    return T;
  }
  const Token &peek() const { return Next; }
  void skipLine() {
    while (!done() && !Next.isAtStartOfLine())
      next();
  }

private:
  static const clang::LangOptions &language() {
    static const clang::LangOptions C = [] {
      clang::LangOptions L;
      L.C99 = L.C11 = L.LineComment = L.GNUMode = true;
      return L;
    }();
    return C;
  }
  void next() { Raw.LexFromRawLexer(Next); }
  clang::Lexer Raw;
  Token Next;
};

StringRef word(const Token &T) { return T.is(clang::tok::raw_identifier) ? T.getRawIdentifier() : StringRef(); }

} // namespace

HeaderIndex::HeaderIndex(const TranslationUnit &Unit, const StringSet<> &Names) {
  for (StringRef A : Unit.Arguments)
    if (A.consume_front("-I"))
      if (StringRef Last = sys::path::filename(A); Last == "include" || Last == "generated")
        Roots.push_back(absoluteIn(Unit.Directory, A));
  StringSet<> Seen;
  for (const std::string &Root : Roots) {
    std::error_code EC;
    std::vector<std::string> Files;
    for (sys::fs::recursive_directory_iterator I(Root, EC), End; !EC && I != End; I.increment(EC))
      if (sys::path::filename(I->path()) == "asm-generic")
        I.no_push(); // comes with the headers of the architecture, where these have nothing of their own
      else if (StringRef(I->path()).ends_with(".h"))
        Files.push_back(I->path());
    llvm::sort(Files); // the order of a directory is not always the same
    for (const std::string &Path : Files)
      if (Seen.insert(Path).second)
        scan(Path, StringRef(Path).substr(Root.size() + 1), Names);
  }
}

void HeaderIndex::scan(StringRef Path, StringRef Header, const StringSet<> &Names) {
  auto File = MemoryBuffer::getFile(Path);
  if (!File)
    return;
  auto Note = [&](StringRef Name) {
    if (!Names.contains(Name))
      return;
    std::vector<std::string> &Known = Headers[Name];
    if (Known.empty() || Known.back() != Header)
      Known.push_back(Header.str());
  };
  StringRef Text = (*File)->getBuffer();
  for (size_t At = 0; (At = Text.find("#include <", At)) != StringRef::npos;) {
    At += strlen("#include <");
    ++Uses[Text.substr(At, Text.find('>', At) - At)];
  }
  Tokens In(**File);
  StringRef Before;
  for (unsigned Depth = 0; !In.done();) {
    Token T = In.take();
    if (T.is(clang::tok::hash) && T.isAtStartOfLine()) {
      if (word(In.peek()) == "define") {
        In.take();
        Note(word(In.peek()));
      }
      In.skipLine();
      continue;
    }
    if (T.is(clang::tok::l_brace))
      ++Depth;
    else if (T.is(clang::tok::r_brace)) // one in the first column ends all; #if may have opened more than it closes
      Depth = T.isAtStartOfLine() && !T.hasLeadingSpace() ? 0 : Depth - (Depth > 0);
    StringRef Name = word(T);
    if (Depth == 0 && !Name.empty()) {
      bool Tag = Before == "struct" || Before == "union";
      if (Tag ? In.peek().is(clang::tok::l_brace)
              : In.peek().isOneOf(clang::tok::l_paren, clang::tok::semi, clang::tok::equal, clang::tok::l_square))
        Note(Name);
    }
    Before = Name;
  }
}

std::vector<std::string> HeaderIndex::candidates(StringRef Name) const {
  std::vector<std::string> Result = Headers.lookup(Name);
  // What other headers include often is what drivers include.
  llvm::stable_sort(Result, [&](StringRef A, StringRef B) { return uses(A) > uses(B); });
  return Result;
}

std::vector<std::string> HeaderIndex::mostUsed(size_t Count) const {
  std::vector<std::string> All;
  for (const auto &Entry : Uses)
    All.push_back(Entry.getKey().str());
  llvm::sort(All, [&](StringRef A, StringRef B) { return std::pair(uses(B), A) < std::pair(uses(A), B); });
  All.resize(std::min(Count, All.size()));
  return All;
}

std::string HeaderIndex::spelling(StringRef Path) const {
  for (StringRef Root : Roots)
    if (StringRef Rest = Path; Rest.consume_front(Root) && Rest.consume_front("/"))
      return ((Rest.consume_front("asm-generic/") ? "asm/" : "") + Rest).str();
  return "";
}

bool mentions(StringRef Path, StringRef Word) {
  auto File = MemoryBuffer::getFile(Path);
  StringRef Text = File ? (*File)->getBuffer() : "";
  auto InWord = [](char C) { return isAlnum(C) || C == '_'; };
  for (size_t At = Text.find(Word); At != StringRef::npos; At = Text.find(Word, At + 1))
    if ((At == 0 || !InWord(Text[At - 1])) && (At + Word.size() == Text.size() || !InWord(Text[At + Word.size()])))
      return true;
  return false;
}

} // namespace lockctx
