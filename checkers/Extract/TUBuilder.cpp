//===- TUBuilder.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/TUBuilder.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/MacroInfo.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using llvm::Twine;

namespace lockctx {

std::string TUBuilder::nameOf(FileID Id) const {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(Id);
  if (!Entry)
    return "<built-in>";
  SmallString<256> Path(Entry->getName());
  SM.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

uint32_t TUBuilder::file(FileID Id) {
  auto [It, New] = Files.try_emplace(Id, 0);
  if (!New)
    return It->second;
  auto [ByName, NewName] = FilesByName.try_emplace(nameOf(Id), TU.files.size());
  if (NewName)
    TU.files.push_back(ByName->first().str());
  return Files[Id] = ByName->second;
}

uint32_t TUBuilder::record(const RecordDecl *R) {
  if (const RecordDecl *Definition = R->getDefinition())
    R = Definition;
  auto [It, New] = Records.try_emplace(R, TU.records.size());
  if (!New)
    return It->second;
  auto Record = std::make_unique<facts::RecordT>();
  facts::Loc L = loc(R->getLocation());
  Record->file = L.file();
  Record->line = L.line();
  StringRef Kind = R->isUnion() ? "union " : "struct ";
  if (R->getIdentifier())
    Record->name = (Kind + R->getName()).str();
  else if (const TypedefNameDecl *T = R->getTypedefNameForAnonDecl())
    Record->name = T->getName().str();
  else {
    Record->anonymous = true;
    Record->name = (Kind + "<anonymous>").str();
  }
  TU.records.push_back(std::move(Record));
  return It->second;
}

uint32_t TUBuilder::field(const FieldDecl *F) {
  auto [It, New] = Fields.try_emplace(F->getCanonicalDecl(), TU.fields.size());
  if (!New)
    return It->second;
  // Members of an unnamed struct or union are members of the record around it.
  const RecordDecl *R = F->getParent();
  while (R->isAnonymousStructOrUnion())
    R = cast<RecordDecl>(R->getDeclContext());
  TU.fields.push_back(nullptr);
  uint32_t Index = It->second;
  auto Field = std::make_unique<facts::FieldT>();
  Field->record = record(R);
  Field->name = F->getNameAsString();
  TU.fields[Index] = std::move(Field);
  return Index;
}

uint32_t TUBuilder::addSymbol(std::string Name, facts::SymbolKind Kind, int32_t File) {
  auto Symbol = std::make_unique<facts::SymbolT>();
  Symbol->name = std::move(Name);
  Symbol->kind = Kind;
  Symbol->file = File;
  TU.symbols.push_back(std::move(Symbol));
  return TU.symbols.size() - 1;
}

uint32_t TUBuilder::macro(StringRef Name) {
  auto [It, New] = Macros.try_emplace(Name, 0);
  if (New)
    It->second = addSymbol(Name.str(), facts::SymbolKind::Macro, -1);
  return It->second;
}

/// Whether \p L lies in the expansion of a macro that uses __COUNTER__, or its spelling was an argument that does.
bool TUBuilder::isCounted(SourceLocation L) const {
  for (; L.isMacroID(); L = SM.getImmediateExpansionRange(L).getBegin()) {
    if (SM.isMacroArgExpansion(L) && isCounted(SM.getImmediateSpellingLoc(L)))
      return true;
    StringRef Name = Lexer::getImmediateMacroName(L, SM, Ctx.getLangOpts());
    const MacroInfo *Macro = Name.empty() ? nullptr : PP.getMacroInfo(PP.getIdentifierInfo(Name));
    if (Macro && llvm::any_of(Macro->tokens(), [](const Token &T) {
          return T.is(tok::identifier) && T.getIdentifierInfo()->isStr("__COUNTER__");
        }))
      return true;
  }
  return false;
}

/// A name with a number from __COUNTER__ in it gets one of ours: that one depends on what was parsed before.
std::string TUBuilder::nameOf(const NamedDecl *D) {
  std::string Name = D->getNameAsString();
  StringRef Base = StringRef(Name).rtrim("0123456789");
  if (Base.size() == Name.size() || !isCounted(D->getLocation()))
    return Name;
  return (Base + "#" + Twine(Counted[Base]++)).str();
}

uint32_t TUBuilder::symbol(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  if (auto It = Symbols.find(D); It != Symbols.end())
    return It->second;
  bool IsFunction = isa<FunctionDecl>(D);
  int32_t File = -1;
  if (!D->isExternallyVisible()) {
    SourceLocation L = D->getLocation();
    if (const auto *F = dyn_cast<FunctionDecl>(D))
      if (const FunctionDecl *Definition = F->getDefinition())
        L = Definition->getLocation();
    File = loc(L).file();
  }
  std::string Name = nameOf(D);
  if (const auto *V = dyn_cast<VarDecl>(D); V && V->isStaticLocal())
    if (const auto *F = dyn_cast<FunctionDecl>(V->getDeclContext()))
      Name = F->getNameAsString() + "::" + Name;
  uint32_t Index =
      addSymbol(std::move(Name), IsFunction ? facts::SymbolKind::Function : facts::SymbolKind::Variable, File);
  Symbols[D] = Index;
  return Index;
}

facts::Loc TUBuilder::loc(SourceLocation L) {
  if (L.isInvalid())
    return facts::Loc(0, 0, 0);
  auto [Id, Offset] = SM.getDecomposedExpansionLoc(L);
  return facts::Loc(file(Id), SM.getLineNumber(Id, Offset), SM.getColumnNumber(Id, Offset));
}

} // namespace lockctx
