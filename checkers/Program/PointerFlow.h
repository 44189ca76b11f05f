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
  using NodeId = uint32_t;
  using Key = std::tuple<uint8_t, uint32_t, uint32_t>;
  NodeId node(const Key &K);
  /// The pointer variable that path \p Path of function \p F is; kNone if none that is told apart.
  NodeId nodeOf(FuncId F, PathId Path);
  NodeId findNode(FuncId F, PathId Path) const;
  std::optional<Key> keyOf(FuncId F, PathId Path) const;
  void addFunction(NodeId N, FuncId F);
  void addFlow(NodeId From, NodeId To);
  void flowValue(FuncId F, const Value &V, NodeId To);
  bool isTable(const Value &V) const;
  void bindCall(FuncId Caller, const Event &E, FuncId Callee);
  void solve();
  void forgetEmptyNodes();
  void collectRegistrations();
  void findOrdered();
  ClassId operandClass(FuncId F, const Event &E, const LockOperand &Operand);
  FuncId functionOf(const Value &V) const;

  Program &P;
  /// A pointer variable. Most never hold a function.
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
  const llvm::SmallVector<FuncId, 2> *functionsOf(NodeId N) const {
    return N == kNone || Nodes[N].Set == kNone ? nullptr : &Sets[Nodes[N].Set].All;
  }
  llvm::DenseMap<Key, NodeId> NodeIds;
  std::vector<Node> Nodes;
  ListOf<FunctionSet> Sets;
  // Only needed to solve:
  std::vector<Flow> Flows;
  std::vector<IndirectCall> Calls;
  llvm::DenseSet<std::pair<NodeId, NodeId>> Edges; ///< Flows, from and to.
  std::vector<NodeId> Todo;                        ///< Nodes that have news.
  std::vector<Registration> Registrations;
  llvm::DenseMap<ClassId, llvm::SmallVector<ClassId, 1>> QueuedOn; ///< The workqueues of a work item,
  llvm::DenseSet<ClassId> QueuedElsewhere;                         ///< on others that are not known, too.
  llvm::DenseSet<ClassId> Ordered;                                 ///< Workqueues that run one item at a time.
  llvm::DenseSet<std::pair<FuncId, FuncId>> Excluded;
};

} // namespace lockctx

#endif
