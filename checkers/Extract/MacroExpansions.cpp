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
  if (auto It = ByPlace.find(L); It != ByPlace.end())
    return It->second;
  return ByPlace[L] = find(L);
}

const MacroExpansion *MacroExpansions::find(SourceLocation L) {
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

/// Number of the argument of \p E that was put at \p Into, in the macro's definition, and is spelled at \p L.
int MacroExpansions::parameter(SourceLocation L, SourceLocation Into, const MacroExpansion &E) {
  SmallString<32> Storage;
  StringRef Name = tokenAt(Into, PP, Storage);
  const MacroInfo *Macro = PP.getMacroInfo(PP.getIdentifierInfo(E.Name));
  if (!Macro)
    return -1;
  int Number = Macro->getParameterNum(PP.getIdentifierInfo(Name));
  if (Macro->isVariadic() && Number == int(Macro->getNumParams()) - 1)
    Number = commasBefore(L, E);
  return Number;
}

SmallVector<MacroArgument, 2> MacroExpansions::findArguments(SourceLocation L) {
  SmallVector<MacroArgument, 2> Found;
  SmallVector<FileID, 8> Passed;
  bool Skipped = false;
  // Outwards, from where an argument was put to where it is spelled.
  while (L.isMacroID()) {
    FileID Id = SM.getFileID(L);
    if (InNoArgument.contains(Id))
      break;
    Passed.push_back(Id);
    const auto &Info = SM.getSLocEntry(Id).getExpansion();
    SourceLocation Into = Info.getExpansionLocStart();
    if (!Info.isMacroArgExpansion()) {
      L = Into;
      continue;
    }
    // A token of the macro's body itself is in none of its arguments, whatever it was put into later.
    if (const MacroExpansion *E = enclosing(Into); E && SM.isInFileID(Into, E->Id)) {
      Skipped |= is_contained(Passed, E->Id);
      if (!is_contained(Passed, E->Id) && none_of(Found, [&](const MacroArgument &A) { return A.Of == E; }))
        if (int Number = parameter(L, Into, *E); Number >= 0)
          Found.push_back({E, unsigned(Number)});
    }
    L = Info.getSpellingLoc().getLocWithOffset(L.getRawEncoding() - SM.getComposedLoc(Id, 0).getRawEncoding());
  }
  // Nothing was found from any of them on, unless one did not count only because of those before it.
  if (Found.empty() && !Passed.empty())
    InNoArgument.insert(Passed.begin(), Skipped ? Passed.begin() + 1 : Passed.end());
  return Found;
}

ArrayRef<MacroArgument> MacroExpansions::arguments(SourceLocation L) {
  if (!L.isMacroID())
    return {};
  if (auto It = ArgumentsByPlace.find(L); It != ArgumentsByPlace.end())
    return It->second;
  SmallVector<MacroArgument, 2> Found = findArguments(L);
  if (Found.empty())
    return {};
  return ArgumentsByPlace[L] = ArrayRef(Found).copy(Arguments);
}

} // namespace lockctx
