//===- MacroExpansions.h - Modelled macros in the AST ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Tells of a source location whether it lies in the expansion of a modelled macro, and in which of its arguments.
/// Works from the locations alone, so also for an AST that came from a precompiled header, and at any depth of macros
/// within macros.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_MACROEXPANSIONS_H
#define LOCKCTX_EXTRACT_MACROEXPANSIONS_H

#include "Annotations/Models.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/DenseSet.h"

namespace lockctx {

/// One expansion of a modelled macro; identified by the FileID of its body.
struct MacroExpansion {
  clang::FileID Id;
  std::string Name;
  const CallModel *Model = nullptr;
};

struct MacroArgument {
  const MacroExpansion *Of;
  unsigned Number;
  bool operator==(const MacroArgument &) const = default;
};

class MacroExpansions {
public:
  MacroExpansions(clang::Preprocessor &PP, const Models &M) : PP(PP), SM(PP.getSourceManager()), M(M) {}

  /// The outermost modelled macro whose body \p L comes from; null if none. Text that is spelled in a macro's
  /// arguments does not come from its body.
  const MacroExpansion *enclosing(clang::SourceLocation L);
  /// The same for all of \p S: both its ends come from the body of one expansion.
  const MacroExpansion *enclosing(const clang::Stmt *S);
  const CallModel *model(llvm::StringRef Name) const { return M.call(Name); }
  /// The arguments of modelled macros that \p L is spelled in, inner ones first.
  llvm::ArrayRef<MacroArgument> arguments(clang::SourceLocation L);

private:
  const MacroExpansion *find(clang::SourceLocation L);
  llvm::SmallVector<MacroArgument, 2> findArguments(clang::SourceLocation L);
  int parameter(clang::SourceLocation L, clang::SourceLocation Into, const MacroExpansion &E);
  int commasBefore(clang::SourceLocation L, const MacroExpansion &E);
  clang::Preprocessor &PP;
  const clang::SourceManager &SM;
  const Models &M;
  /// Nested expressions begin at the same place, and to find the FileID of one takes longer than a look here.
  llvm::DenseMap<clang::SourceLocation, const MacroExpansion *> ByPlace;
  llvm::DenseMap<clang::SourceLocation, llvm::ArrayRef<MacroArgument>> ArgumentsByPlace;
  llvm::BumpPtrAllocator Arguments;
  /// By the FileID that a location is directly in: most tokens of an expansion share one.
  llvm::DenseMap<clang::FileID, const MacroExpansion *> Cache;
  llvm::DenseSet<clang::FileID> InNoArgument;
  std::vector<std::unique_ptr<MacroExpansion>> All;
};

} // namespace lockctx

#endif
