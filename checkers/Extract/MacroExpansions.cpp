//===- MacroExpansions.cpp ------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/MacroExpansions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"

using namespace clang;

namespace lockctx {

/// The identifier that is spelled at \p L.
static StringRef tokenAt(SourceLocation L, const Preprocessor &PP, SmallVectorImpl<char> &Storage) {
  return Lexer::getSpelling(PP.getSourceManager().getSpellingLoc(L), Storage, PP.getSourceManager(), PP.getLangOpts());
}

const MacroExpansion *MacroExpansions::enclosing(SourceLocation L) {
  if (!L.isMacroID())
    return nullptr;
  FileID Id = SM.getFileID(L);
  if (auto It = Cache.find(Id); It != Cache.end())
    return It->second;
  const auto &Info = SM.getSLocEntry(Id).getExpansion();
  const MacroExpansion *Found;
  if (Info.isMacroArgExpansion()) {
    // An argument belongs to where it is spelled.
    Found = enclosing(SM.getImmediateSpellingLoc(L));
  } else {
    SourceLocation Begin = Info.getExpansionLocStart();
    Found = enclosing(Begin);
    if (!Found) {
      SmallString<32> Storage;
      StringRef Name = tokenAt(Begin, PP, Storage);
      if (const CallModel *Model = M.call(Name)) {
        All.push_back(std::make_unique<MacroExpansion>(MacroExpansion{Id, Name.str(), Model}));
        Found = All.back().get();
      }
    }
  }
  return Cache[Id] = Found;
}

const MacroExpansion *MacroExpansions::enclosing(const Stmt *S) {
  const MacroExpansion *Begin = enclosing(S->getBeginLoc());
  return Begin && enclosing(S->getEndLoc()) == Begin ? Begin : nullptr;
}

/// How many arguments of the call of \p E are complete before \p L, which is in one of them.
int MacroExpansions::commasBefore(SourceLocation L, const MacroExpansion &E) {
  SourceLocation Begin = SM.getSLocEntry(E.Id).getExpansion().getExpansionLocStart();
  FileID Home = SM.getFileID(Begin);
  while (L.isMacroID() && SM.getFileID(L) != Home) {
    const auto &Info = SM.getSLocEntry(SM.getFileID(L)).getExpansion();
    L = Info.isMacroArgExpansion() ? SM.getImmediateSpellingLoc(L) : Info.getExpansionLocStart();
  }
  if (SM.getFileID(L) != Home)
    return 0;
  auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(Begin));
  auto [LFile, End] = SM.getDecomposedLoc(SM.getSpellingLoc(L));
  bool Invalid = false;
  StringRef Text = SM.getBufferData(File, &Invalid);
  if (Invalid || File != LFile || End < Offset)
    return 0;
  Lexer Raw(SM.getLocForStartOfFile(File), PP.getLangOpts(), Text.begin(), Text.begin() + Offset, Text.end());
  int Depth = 0, Commas = 0;
  Token Tok;
  while (!Raw.LexFromRawLexer(Tok) && SM.getFileOffset(Tok.getLocation()) < End) {
    if (Tok.is(tok::l_paren))
      ++Depth;
    else if (Tok.is(tok::r_paren))
      --Depth;
    else if (Tok.is(tok::comma) && Depth == 1)
      ++Commas;
  }
  return Commas;
}

int MacroExpansions::argument(SourceLocation L, const MacroExpansion &E) {
  while (L.isMacroID()) {
    FileID Id = SM.getFileID(L);
    if (Id == E.Id)
      return -1; // a token of the body itself
    const auto &Info = SM.getSLocEntry(Id).getExpansion();
    SourceLocation Into = Info.getExpansionLocStart();
    if (!Info.isMacroArgExpansion()) {
      L = Into;
      continue;
    }
    if (SM.getFileID(Into) != E.Id) {
      L = SM.getImmediateSpellingLoc(L);
      continue;
    }
    // The argument was put in place of a parameter in the macro's definition; its name tells which.
    SmallString<32> Storage;
    StringRef Param = tokenAt(Into, PP, Storage);
    const MacroInfo *Macro = PP.getMacroInfo(PP.getIdentifierInfo(E.Name));
    if (!Macro)
      return -1;
    int Number = Macro->getParameterNum(PP.getIdentifierInfo(Param));
    if (Macro->isVariadic() && Number == int(Macro->getNumParams()) - 1)
      Number = commasBefore(L, E);
    return Number;
  }
  return -1;
}

int MacroExpansions::argument(const Stmt *S, const MacroExpansion &E) {
  int Begin = argument(S->getBeginLoc(), E);
  return Begin >= 0 && argument(S->getEndLoc(), E) == Begin ? Begin : -1;
}

} // namespace lockctx
