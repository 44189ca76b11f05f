//===- PathBuilder.h - Expressions to access paths -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Lowers the expressions of one function to values and access paths (Facts.fbs). A local pointer that is set from
/// one expression only is replaced by that expression, so that a lock reached through it is named by where it lives.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_PATHBUILDER_H
#define LOCKCTX_EXTRACT_PATHBUILDER_H

#include "Extract/MacroExpansions.h"
#include "Extract/TUBuilder.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include <map>

namespace lockctx {

class PathBuilder {
public:
  PathBuilder(TUBuilder &TU, MacroExpansions &Macros, facts::FunctionT &Out) : TU(TU), Macros(Macros), Out(Out) {}

  /// To be called once with the function's body before anything else: finds the assignments of locals and the
  /// arguments of modelled macros.
  void scan(const clang::FunctionDecl *F, const clang::Stmt *Body);

  facts::Value value(const clang::Expr *E);
  /// The path of the object that an lvalue denotes.
  uint32_t object(const clang::Expr *E);
  /// Of a local variable or parameter.
  uint32_t variable(const clang::VarDecl *V);
  facts::Value addressOf(const clang::VarDecl *V);

  /// The expression that stands for argument \p Number of a modelled macro; null if it is not in the AST.
  const clang::Expr *macroArgument(const MacroExpansion &E, unsigned Number) const;
  unsigned macroArguments(const MacroExpansion &E) const;

  /// Whether \p V is a local whose assignments the dataflow must see (its value is not the same everywhere).
  bool isTracked(const clang::VarDecl *V) const;
  /// Notes that event \p Index is the call \p S or the expansion \p S; paths that have its result as root are
  /// completed by finish().
  void setEvent(const void *S, uint32_t Index) { Events[S] = Index; }
  /// Puts event numbers where paths refer to calls.
  void finish();

private:
  using Steps = llvm::SmallVector<uint32_t, 6>;
  struct Location {
    facts::RootKind Kind = facts::RootKind::Unknown;
    uint32_t Root = 0;
    Steps S;
  };
  struct Lowered {
    facts::ValueKind Kind = facts::ValueKind::Unknown;
    int64_t Data = 0; ///< Const, Function
    Location At;      ///< Address, Load
  };
  struct Local {
    const clang::Expr *Only = nullptr; ///< The one expression it is set from.
    unsigned Assignments = 0;          ///< Other than from a null pointer constant.
  };

  Lowered lower(const clang::Expr *E, unsigned Depth);
  Location locate(const clang::Expr *E, unsigned Depth);
  Location locateVariable(const clang::VarDecl *V);
  static Lowered load(const Location &L);
  /// What a local pointer stands for, if it is set from one expression only.
  std::optional<Lowered> aliasOf(const clang::VarDecl *V, unsigned Depth);
  Location pointee(const Lowered &V);
  Lowered lowerMacro(const MacroExpansion &E, unsigned Depth);
  Lowered lowerBinary(const clang::BinaryOperator *B, unsigned Depth);
  Location unknown();
  uint32_t localIndex(const clang::VarDecl *V);
  uint32_t intern(const Location &L);
  facts::Value toValue(const Lowered &V);
  uint32_t callRoot(const void *Call);
  void noteAssignment(const clang::VarDecl *V, const clang::Expr *E);
  void noteMacroArguments(const clang::Stmt *S);

  TUBuilder &TU;
  MacroExpansions &Macros;
  facts::FunctionT &Out;
  const clang::FunctionDecl *Function = nullptr;
  llvm::DenseMap<const clang::VarDecl *, Local> Locals;
  llvm::DenseMap<const clang::VarDecl *, uint32_t> LocalIndices;
  /// Fields of local structs that an initialiser sets: guards are such structs.
  std::map<std::pair<const clang::VarDecl *, uint32_t>, const clang::Expr *> LocalFields;
  std::map<std::pair<const MacroExpansion *, unsigned>, const clang::Expr *> MacroArgs;
  llvm::SmallPtrSet<const clang::VarDecl *, 8> Active; ///< Locals whose alias is being followed.
  std::map<std::vector<uint32_t>, uint32_t> Paths;
  /// Calls that are roots of paths, in order of their provisional number, and the events that they became.
  std::vector<const void *> Calls;
  llvm::DenseMap<const void *, uint32_t> CallNumbers, Events;
  uint32_t Unknowns = 0;
};

} // namespace lockctx

#endif
