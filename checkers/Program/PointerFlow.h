//===- PointerFlow.h - Where function pointers lead -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Which functions each pointer may hold: inclusion constraints, solved for the whole program, insensitive to flow.
/// Pointers are told apart by the struct field that holds them, by parameter, by local and by global variable; never
/// by type alone. Calls through a field that the kernel calls itself (it has an entry model) are resolved only for
/// the sake of registrations, see Models: such a call is opaque.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_POINTERFLOW_H
#define LOCKCTX_PROGRAM_POINTERFLOW_H

#include "Program/Program.h"

namespace lockctx {

/// A function that becomes known to the kernel as a callback.
struct Registration {
  FuncId Function;
  const EntryModel *Entry = nullptr; ///< Of the field it is stored in; else:
  llvm::StringRef Context;           ///< of a `register` step
  std::string How;                   ///< "stored in struct timer_list.function", "passed to request_irq()"
  Place At;                          ///< Where, if known.
  FuncId Registrar = kNone;          ///< The function that registers it by a call.
  /// The pseudo-locks that its caller holds, so to say: who waits for one of these waits for the function.
  llvm::SmallVector<ClassId, 1> RunsAs;
};

class PointerFlow {
public:
  explicit PointerFlow(Program &P);

  /// The functions that the call event \p E of \p F may reach in the program, sorted.
  llvm::SmallVector<FuncId, 2> callees(FuncId F, const Event &E) const;
  /// All that are passed as argument \p Arg of \p E, sorted.
  llvm::SmallVector<FuncId, 2> functionsIn(FuncId F, const Value &V) const;
  /// The parameter that \p Target is the value of.
  std::optional<uint32_t> parameterOf(const Value &Target) const;
  /// \p Callee is not what indirect calls of \p F reach.
  void exclude(FuncId F, FuncId Callee) { Excluded.insert({F, Callee}); }
  /// The entry model of the field that an indirect call goes through; null if it has none.
  const EntryModel *entryOf(const Event &E) const;

  const std::vector<Registration> &registrations() const { return Registrations; }
  /// The ordered workqueue that is the only one on which what runs as \p RunsAs (Registration::RunsAs) is queued, as
  /// far as is seen; kNone if there is none. What has the same one never runs at once.
  ClassId orderedQueueOf(llvm::ArrayRef<ClassId> RunsAs) const;

private:
  /// A pointer variable: a field, a global, or what a function returns, its parameters, locals and results of calls,
  /// numbered in this order.
  using NodeId = uint32_t;
  /// Fields and symbols that are made later hold no function.
  NodeId fieldNode(FieldId F) const { return F < FirstGlobal ? F : kNone; }
  NodeId globalNode(SymbolId S) const { return S < Globals ? FirstGlobal + S : kNone; }
  NodeId returnNode(FuncId F) const { return FirstOf[F]; }
  NodeId paramNode(FuncId F, uint32_t Param) const { return FirstOf[F] + 1 + Param; }
  NodeId localNode(FuncId F, uint32_t Local) const { return paramNode(F, P.Functions[F].Params) + Local; }
  NodeId resultNode(FuncId F, uint32_t Event) const { return localNode(F, P.Functions[F].Locals.size()) + Event; }
  void numberNodes();
  /// The pointer variable that path \p Path of function \p F is; kNone if none that is told apart.
  NodeId nodeOf(FuncId F, PathId Path) const;
  void addFunction(NodeId N, FuncId F);
  void addFlow(NodeId From, NodeId To);
  void flowValue(FuncId F, const Value &V, NodeId To);
  bool isTable(const Value &V) const;
  void bindCall(FuncId Caller, const Event &E, FuncId Callee);
  void solve();
  void forgetNodes();
  void collectRegistrations();
  void findOrdered();
  ClassId operandClass(FuncId F, const Event &E, const LockOperand &Operand);
  FuncId functionOf(const Value &V) const;

  Program &P;
  struct Node {
    uint32_t Set = kNone;                          ///< Index into Sets, if it may hold any.
    uint32_t FirstFlow = kNone, FirstCall = kNone; ///< Indices into Flows and Calls.
  };
  struct Flow {
    NodeId To;
    uint32_t Next; ///< The next one from the same node.
  };
  /// An indirect call, by the node of its pointer.
  struct IndirectCall {
    FuncId Caller;
    uint32_t EventIndex, Next;
  };
  struct FunctionSet {
    llvm::SmallVector<FuncId, 2> All;  ///< Sorted.
    llvm::SmallVector<FuncId, 0> News; ///< Those that have not gone on yet.
  };
  const FunctionSet *setOf(NodeId N) const {
    auto It = N == kNone ? SetOf.end() : SetOf.find(N);
    return It == SetOf.end() ? nullptr : &Sets[It->second];
  }
  NodeId FirstGlobal = 0, Globals = 0;
  std::vector<NodeId> FirstOf; ///< By function.
  /// What nodes hold; most never hold a function.
  llvm::DenseMap<NodeId, uint32_t> SetOf;
  ListOf<FunctionSet> Sets;
  // Only needed to solve:
  std::vector<Node> Nodes;
  std::vector<Flow> Flows;
  std::vector<IndirectCall> Calls;
  std::vector<NodeId> Todo; ///< Nodes that have news.
  std::vector<Registration> Registrations;
  llvm::DenseMap<ClassId, llvm::SmallVector<ClassId, 1>> QueuedOn; ///< The workqueues of a work item,
  llvm::DenseSet<ClassId> QueuedElsewhere;                         ///< on others that are not known, too.
  llvm::DenseSet<ClassId> Ordered;                                 ///< Workqueues that run one item at a time.
  llvm::DenseSet<std::pair<FuncId, FuncId>> Excluded;
};

} // namespace lockctx

#endif
