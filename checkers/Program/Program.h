//===- Program.h - All functions of the analysed program -------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The facts of all TUs, merged: every number in here is program-wide. Made by the linker, and not changed after.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_PROGRAM_H
#define LOCKCTX_PROGRAM_PROGRAM_H

#include "Model/Finding.h"
#include "Program/Paths.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <memory>

namespace lockctx {

using FuncId = uint32_t;

struct Place {
  FileId File = kNone;
  uint32_t Line = 0, Column = 0;
  auto operator<=>(const Place &) const = default;
};

struct Event {
  facts::EventKind Kind = facts::EventKind::Call;
  Place At;
  SymbolId Callee = kNone; ///< Of a direct call.
  PathId Path = kNone;     ///< Assign, Store.
  Value Target;            ///< Of an indirect call: the pointer.
  llvm::ArrayRef<Value> Args;
  Value Val;            ///< Assign, Store, Return.
  llvm::StringRef Text; ///< Call: as it is spelled.
  bool isIndirect() const { return Kind == facts::EventKind::Call && Callee == kNone; }
};

struct Edge {
  uint32_t Target;
  int32_t Cond : 31; ///< Index into Function::Conditions, or -1.
  uint32_t Sense : 1;
};

struct Node {
  uint32_t First, Count : 31; ///< Of the function's events.
  uint32_t NoReturn : 1;      ///< Ends the function without returning.
  llvm::ArrayRef<Edge> Edges;
};

inline constexpr uint32_t kBuiltIn = UINT32_MAX;

struct Function {
  SymbolId Symbol;
  Place At;
  uint32_t Params;
  bool Incomplete, Initializer;
  llvm::StringRef Section, Signature;
  uint32_t ModuleId = UINT32_MAX; ///< Index into Program::Modules, or kBuiltIn.
  llvm::StringRef Module;         ///< Of its symbols: all that is built in is one.
  llvm::StringRef ModName;        ///< KBUILD_MODNAME; empty for a header's function, which is everyone's.
  std::vector<llvm::StringRef> Locals, Annotations;
  llvm::StringRef ContextSection;                     ///< "Context:" of its kernel-doc; empty if it has none.
  llvm::SmallVector<Expectation::What, 3> Documented; ///< What that asks of callers.
  std::vector<Event> Events;
  std::vector<Condition> Conditions;
  std::vector<Node> Nodes;
};

class Program {
public:
  explicit Program(const Models &M) : T(M) {}
  Program(const Program &) = delete;

  Tables T;
  ListOf<Function> Functions;
  /// The definition of a function symbol.
  llvm::DenseMap<SymbolId, FuncId> Definitions;
  /// Other names of functions: module_init() makes init_module one.
  std::vector<std::pair<llvm::StringRef, FuncId>> Aliases;
  /// Members of structs that some function sets in a variable of its own, to pass it on: to a constant, or by calling
  /// what sets them.
  llvm::DenseSet<FieldId> Options;
  /// Whether \p P is such a member of what a parameter points to.
  bool isOption(PathId P) const {
    const PathInfo &Path = T.Paths[P];
    return Path.Kind == facts::RootKind::Param && Path.Steps.size() == 2 && Path.Steps[0] == kDeref &&
           (Path.Steps[1] & 3) == kMember && Options.contains(Path.Steps[1] >> 2);
  }
  /// Whether \p P is such a member of a variable.
  bool setsOption(PathId P) const {
    const PathInfo &Path = T.Paths[P];
    return Path.Steps.size() == 1 && (Path.Steps[0] & 3) == kMember && Options.contains(Path.Steps[0] >> 2);
  }
  /// Members of objects that some function tests and sets to a constant, itself or in what it calls by name, and
  /// Options that a function sets for its caller.
  llvm::DenseSet<FieldId> Flags;
  /// Whether \p P is such a member of what a pointer leads to.
  bool isFlag(PathId P) const {
    const PathInfo &Path = T.Paths[P];
    return !Path.Steps.empty() && (Path.Steps.back() & 3) == kMember && Flags.contains(Path.Steps.back() >> 2) &&
           llvm::is_contained(Path.Steps, uint32_t(kDeref));
  }
  Coverage Seen; ///< Of the TUs; later stages add theirs.

  /// Loadable modules by number; what is built in is kBuiltIn.
  std::vector<llvm::StringRef> Modules;
  std::vector<llvm::BitVector> DependsOn; ///< [A][B]: module A uses symbols of B, directly or not.
  std::vector<llvm::BitVector> Related;   ///< [A][B]: one of them depends on the other, or some module on both.

  /// Whether an object of module \p A can be one of module \p B: kBuiltIn goes with all. Two libraries that share no
  /// user, such as the PCI and the USB half of a driver, are about different objects.
  bool related(uint32_t A, uint32_t B) const { return A == kBuiltIn || B == kBuiltIn || Related[A][B]; }
  llvm::StringRef nameOf(FuncId F) const { return T.Symbols[Functions[F].Symbol].Name; }
  /// What the models say of the function that \p E calls by name; null if nothing, or if there is none.
  const CallModel *modelOf(const Event &E) const { return E.Callee == kNone ? nullptr : T.Symbols[E.Callee].Model; }
  FuncId definition(SymbolId S) const {
    auto It = Definitions.find(S);
    return It == Definitions.end() ? kNone : It->second;
  }
  /// The lock class of \p Path in \p F; kNone if it is unknown or not tracked. One whose key is chosen at run time is
  /// another class in each module; in a header it may be any.
  ClassId classIn(const Function &F, PathId Path) {
    ClassId Class = T.classOf(Path);
    if (Class == kNone || T.Untracked.contains(Class))
      return kNone;
    if (auto It = T.Joined.find(Class); It != T.Joined.end())
      Class = It->second;
    if (!T.M.hasRuntimeKey(T.Classes[Class].Name))
      return Class;
    return F.ModName.empty() ? kNone : T.subclass(Class, F.ModName);
  }
  SourceLocation location(Place P) const {
    SourceLocation L;
    if (P.File != kNone)
      L = {T.Files[P.File].str(), P.Line, P.Column};
    return L;
  }
};

} // namespace lockctx

#endif
