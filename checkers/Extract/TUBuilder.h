//===- TUBuilder.h - Interns what the facts refer to -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Holds the facts of one TU while they are made, and gives each file, record, field and symbol its index.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_TUBUILDER_H
#define LOCKCTX_EXTRACT_TUBUILDER_H

#include "Summary/Facts_generated.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace lockctx {

class TUBuilder {
public:
  TUBuilder(facts::TUT &TU, clang::ASTContext &Ctx, clang::Preprocessor &PP)
      : TU(TU), Ctx(Ctx), SM(Ctx.getSourceManager()), PP(PP) {}

  facts::TUT &TU;
  clang::ASTContext &Ctx;
  const clang::SourceManager &SM;

  uint32_t file(clang::FileID Id);
  /// The absolute path of a file, without . and .. in it.
  std::string nameOf(clang::FileID Id) const;
  std::string nameOf(const clang::NamedDecl *D);
  uint32_t record(const clang::RecordDecl *R);
  /// \p F is not a member of an unnamed kind (those are passed over in paths).
  uint32_t field(const clang::FieldDecl *F);
  /// A function, a global or a function-local static variable.
  uint32_t symbol(const clang::NamedDecl *D);
  uint32_t macro(llvm::StringRef Name);
  /// Where \p L stands in a file; a macro expansion stands where it is used.
  facts::Loc loc(clang::SourceLocation L);

private:
  bool isCounted(clang::SourceLocation L) const;
  uint32_t addSymbol(std::string Name, facts::SymbolKind Kind, int32_t File);

  clang::Preprocessor &PP;
  llvm::DenseMap<clang::FileID, uint32_t> Files;
  llvm::StringMap<unsigned> Counted; ///< How often a name was made with __COUNTER__.
  llvm::StringMap<uint32_t> FilesByName, Macros;
  llvm::DenseMap<const clang::Decl *, uint32_t> Records, Fields, Symbols;
};

} // namespace lockctx

#endif
