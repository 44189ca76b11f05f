//===- ShapeCheck.h - What a model names, in a syntax tree ------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Looks an item of the models up in one parsed TU, and compares what is there with what the model takes for granted:
/// the arguments that its steps use are there and are pointers to such locks, functions, flags; a field is a function
/// pointer; a chain of members leads to a lock. Of a macro, which has no types, it is the number of parameters.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_MODELCHECK_SHAPECHECK_H
#define LOCKCTX_MODELCHECK_SHAPECHECK_H

#include "Annotations/Models.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"

namespace lockctx {

struct Verdict {
  enum class Is : uint8_t { Absent, Wrong, Right } What = Is::Absent;
  std::string Why; ///< Wrong: what is there instead. Absent: what comes near, if anything does.
};

class ShapeCheck {
public:
  ShapeCheck(clang::ASTContext &Ctx, clang::Preprocessor &PP, const Models &M) : Ctx(Ctx), PP(PP), M(M) {}

  /// \p Number is that of the probe, for an item that has one.
  Verdict check(const ModelItem &Item, unsigned Number);
  /// The source text that an item must have in its TU to be looked up there: the check of a constant reads its value
  /// from a variable, that of a type compares a typedef. "" for others. \p Number tells items apart.
  static std::string probe(const ModelItem &Item, unsigned Number);
  /// The variable or typedef of probe().
  static std::string probeName(unsigned Number);
  /// Names that are near to that of an absent \p Item: ", did you mean 'x'?", or "".
  std::string suggestion(const ModelItem &Item);

private:
  template <typename T> const T *find(llvm::StringRef Name) const;
  const clang::RecordDecl *record(llvm::StringRef Name) const;
  Verdict call(const ModelItem &Item);
  Verdict checkProbe(const ModelItem &Item, unsigned Number);
  Verdict macro(llvm::StringRef Name, const clang::MacroInfo &Macro, const CallModel &Model);
  Verdict function(const clang::FunctionDecl &F, const CallModel &Model);
  Verdict prototype(clang::QualType Result, llvm::ArrayRef<clang::QualType> Params, bool Variadic, llvm::StringRef Text,
                    const CallModel &Model);
  Verdict field(const ModelItem &Item);
  Verdict lockClass(llvm::StringRef Name);
  Verdict container(llvm::StringRef Name);
  Verdict section(llvm::StringRef Name);
  Verdict prefix(llvm::StringRef Prefix);
  /// The chains of members that \p Model has.
  Verdict members(const CallModel &Model);
  Verdict chain(const LockOperand &Lock, clang::QualType Base, bool ToLock, std::optional<LockKind> Kind);
  bool isLock(clang::QualType T, std::optional<LockKind> Kind) const;
  bool holdsLock(const clang::RecordDecl &R, unsigned Depth) const;

  clang::ASTContext &Ctx;
  clang::Preprocessor &PP;
  const Models &M;
};

} // namespace lockctx

#endif
