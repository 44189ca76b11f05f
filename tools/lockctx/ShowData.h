//===- ShowData.h - What `lockctx show` shows --------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// An Analysis, looked up by name and put into words; Show.cpp prints it as text, ShowJson.cpp as JSON.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_SHOWDATA_H
#define LOCKCTX_TOOLS_SHOWDATA_H

#include "Program/Analysis.h"

namespace lockctx {

struct ShownPlace {
  std::string File; ///< Relative to the source root below it; empty if not known.
  unsigned Line = 0, Column = 0;
};

/// A machine state, and how sure it is.
struct ShownState {
  std::string State;
  Certainty Sure;
};

struct ShownSite {
  ShownPlace At;
  llvm::StringRef Function, Code;
  bool Read, Try, Enables;
  bool Known;                     ///< Whether the function's callers are.
  std::vector<ShownState> States; ///< In which the lock is taken; none if the site is not reached.
};

struct ShownClass {
  std::string Name, File, Usage;
  std::vector<ShownSite> Sites;
  std::vector<std::string> TakenInside; ///< Classes that are taken while this one is held.
};

struct ShownCall {
  ShownPlace At;
  std::string Caller, Callee, State;
};

struct ShownContext {
  ShownState In;
  std::vector<std::string> Arguments; ///< What is known of them: "arg0 = 1".
  ShownPlace EntryAt;
  std::string Entry, Context, How, Source;
  std::vector<ShownCall> Calls; ///< From the entry point to the function.
};

struct ShownFunction {
  std::string Name;
  ShownPlace At;
  std::vector<ShownContext> Contexts;
  std::vector<ShownCall> Callers, Callees;
  struct Unresolved {
    ShownPlace At;
    std::string Target;
    bool Modelled;
  };
  std::vector<Unresolved> Unresolved; ///< Calls through pointers with no known target.
};

/// Functions without a context, or calls without a target, that have the same cause.
struct ShownGap {
  std::string Cause;
  struct Item {
    ShownPlace At;
    std::string Function;
  };
  std::vector<Item> Items;
};

struct ShownCoverage {
  Coverage Seen;
  std::vector<ShownGap> Functions, Pointers; ///< Most items first.
};

/// A function, and the line of kernel-doc that would state what was inferred.
struct ShownSuggestion {
  std::string Function;
  ShownPlace At;
  std::string Line;
};

class Shower {
public:
  Shower(const Analysis &A, llvm::StringRef Root) : A(A), P(A.P), Root(Root) {}

  /// One by one, the classes that have \p Name in their name.
  void eachLock(llvm::StringRef Name, llvm::function_ref<void(ShownClass)> Do) const;
  /// All of them; an error if there are none.
  llvm::Expected<std::vector<ShownClass>> locks(llvm::StringRef Name) const;
  /// The functions of that name, or all.
  llvm::Expected<std::vector<FuncId>> named(llvm::StringRef Name) const;
  /// \p F with its contexts only, or with its calls only.
  ShownFunction contexts(FuncId F) const;
  ShownFunction calls(FuncId F) const;
  ShownCoverage coverage() const;
  /// For \p Functions that are called in states that are certain, and that say nothing of it themselves.
  std::vector<ShownSuggestion> annotations(llvm::ArrayRef<FuncId> Functions) const;

  std::string value(const Value &V, const Function &F) const;
  std::string condition(const Condition &X, const Function &F) const;
  std::string state(const LockState &S, const Function &F) const;

private:
  ShownPlace place(Place At) const;

  const Analysis &A;
  const Program &P;
  llvm::StringRef Root;
};

/// As JSON (docs/json-format.md); functions with their contexts, or with their calls.
void writeJson(llvm::ArrayRef<ShownClass> Classes, llvm::raw_ostream &OS);
void writeJson(llvm::ArrayRef<ShownFunction> Functions, bool Contexts, llvm::raw_ostream &OS);
void writeJson(const ShownCoverage &C, llvm::raw_ostream &OS);
void writeJson(llvm::ArrayRef<ShownSuggestion> Suggestions, llvm::raw_ostream &OS);

} // namespace lockctx

#endif
