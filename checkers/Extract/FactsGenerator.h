//===- FactsGenerator.h - A function's facts -------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns one function into its facts: Clang's CFG reduced to calls, relevant assignments, returns and the conditions
/// between them (Facts.fbs). A call of a modelled function or the expansion of a modelled macro is one event; nothing
/// inside of it is one.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_FACTSGENERATOR_H
#define LOCKCTX_EXTRACT_FACTSGENERATOR_H

#include "Extract/PathBuilder.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseSet.h"

namespace lockctx {

class FactsGenerator {
public:
  /// \p Callees receives the functions that are called or whose address is taken.
  FactsGenerator(TUBuilder &TU, MacroExpansions &Macros, llvm::SmallVectorImpl<const clang::FunctionDecl *> &Callees)
      : TU(TU), Macros(Macros), Callees(Callees) {}

  std::unique_ptr<facts::FunctionT> run(const clang::FunctionDecl *F);
  /// Adds the function pointers that the initialiser of \p V stores to \p Out.
  void addInitializer(const clang::VarDecl *V, facts::FunctionT &Out, PathBuilder &Paths);

private:
  /// An expression that is a condition: how often, and the path of the made-up local that stands for it.
  struct Recurring {
    unsigned Count = 0;
    int32_t Path = -1;
  };

  void noteLocals(const clang::Stmt *S, unsigned Condition);
  void collectConditions(const clang::CFG &Graph);
  void visitBlock(const clang::CFGBlock &Block);
  void visitStmt(const clang::Stmt *S);
  void visitCall(const clang::CallExpr *Call);
  void visitMacro(const MacroExpansion &E, const clang::Stmt *S);
  void visitCleanup(const clang::CFGCleanupFunction &Cleanup);
  void assign(const clang::Expr *Target, const clang::Expr *Source, clang::SourceLocation L);
  void assignVariable(const clang::VarDecl *V, const clang::Expr *Source, clang::SourceLocation L);
  void forgetConditions(const clang::VarDecl *V, clang::SourceLocation L);
  void initList(const clang::InitListExpr *List, facts::PathT Base, facts::FunctionT &Out, PathBuilder &Paths);
  facts::EventT &add(facts::EventKind Kind, clang::SourceLocation L);
  const clang::Expr *stripTruth(const clang::Expr *E, bool &Sense) const;
  int32_t condition(const clang::Expr *E, bool &Sense);
  facts::Value value(const clang::Expr *E);
  bool isResult(const facts::Value &V) const;
  int32_t addCondition(facts::ConditionKind Kind, facts::Value V, int64_t Constant);
  facts::Value comparedValue(const clang::Expr *E);
  uint32_t standIn(Recurring &C);
  void addEdges(const clang::CFGBlock &Block, facts::NodeT &Node);
  void reduce();
  bool isFunctionPointer(const facts::Value &V) const { return V.kind() == facts::ValueKind::Function; }
  std::string spelling(const clang::Stmt *S) const;

  TUBuilder &TU;
  MacroExpansions &Macros;
  llvm::SmallVectorImpl<const clang::FunctionDecl *> &Callees;
  // Of the function at hand:
  facts::FunctionT *Out = nullptr;
  PathBuilder *Paths = nullptr;
  llvm::DenseSet<const MacroExpansion *> Seen;
  llvm::DenseSet<const clang::VarDecl *> ConditionVars;
  llvm::DenseMap<unsigned, Recurring> Conditions;                                      ///< By the expression's hash.
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<unsigned, 2>> ConditionsOf; ///< That mention a local.
};

} // namespace lockctx

#endif
