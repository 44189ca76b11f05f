//===- LockDataflow.h - Facts of a function to its summary ------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The forward dataflow over one function. The lattice element of a node is a set of lock states that differ in their
/// lock part (LockState.h), at most kMaxStates of them. It converges: the lock parts are bounded (depths are
/// clamped, a path is held once, sets have a maximal size), and knowledge in a state only ever shrinks by joins. Where
/// there is no loop, once through is enough.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_LOCKDATAFLOW_H
#define LOCKCTX_PROGRAM_LOCKDATAFLOW_H

#include "Program/FunctionSummary.h"
#include "Program/PointerFlow.h"
#include "Program/TableRows.h"

namespace lockctx {

class LockDataflow {
public:
  /// \p SummaryOf: a callee's, as it is at the time.
  LockDataflow(Program &P, const PointerFlow &Pointers, const TableRows &Rows,
               llvm::function_ref<const FunctionSummary &(FuncId)> SummaryOf, FactTable &Facts)
      : P(P), T(P.T), Pointers(Pointers), Rows(Rows), SummaryOf(SummaryOf), Facts(Facts) {}

  FunctionSummary run(FuncId F);

private:
  /// More lock states at one point than any sane function has.
  static constexpr size_t kMaxStates = 24;
  /// Locks held at once; lockdep's MAX_LOCK_DEPTH (48) is for a task, and far more than one function takes itself.
  static constexpr size_t kMaxHeld = 16;
  static constexpr size_t kMaxFacts = 16, kMaxEnv = 24, kMaxExits = 8, kMaxLifted = 64;
  static constexpr unsigned kMaxCallbacks = 2; ///< Callbacks in callbacks.

  using States = llvm::SmallVector<FlowState, 2>;

  bool isFlat() const;
  FunctionSummary runFlat();
  std::vector<uint32_t> topologicalOrder() const;
  void record(const Node &N, States &S);
  void runOnce(llvm::ArrayRef<uint32_t> Order, std::vector<States> &In);
  void runUntilStable(std::vector<States> &In);
  FunctionSummary finish();
  void transfer(const Node &N, States &S);
  void transferEvent(uint32_t Index, States &S);
  void assign(const Event &E, FlowState &S);
  /// Nothing is known any more of \p P and what is below it, nor of what it was the value of.
  void forget(FlowState &S, PathId P);
  void renameHeld(uint32_t Index, FlowState &S, PathId P);
  void applyModel(uint32_t Index, const CallModel &M, FlowState S, States &Out);
  void applySteps(uint32_t Index, llvm::ArrayRef<Step> Steps, LockKind Kind, FlowState &S);
  void applyStep(uint32_t Index, const Step &Do, LockKind Kind, FlowState &S);
  void applyCallees(uint32_t Index, llvm::ArrayRef<FuncId> Callees, FlowState S, States &Out);
  void acquire(uint32_t Index, const Step &Do, LockKind Kind, FlowState &S);
  void release(uint32_t Index, const Step &Do, FlowState &S);
  IrqState restored(PathId Variable, const LockState &S) const;
  void take(LockState &S, HeldLock Lock);
  void drop(uint32_t Index, LockState &S, PathId Path, ClassId Class);
  void recordRelease(uint32_t Index, ClassId Class, const HeldLock *Lock);
  void recordRecursion(uint32_t Index, const LockState &S, PathId Path, ClassId Class, const Taking &How,
                       FuncId Callee);
  /// The effect \p Inner of a callee's part on top of \p S, of which \p To is a copy; false if it cannot happen there.
  bool compose(uint32_t Index, const FlowState &S, const LockState &Inner, LockState &To);
  IrqState composeIrq(uint32_t Index, const FlowState &S, IrqState Inner);
  bool follow(const Edge &E, FlowState &S);
  bool followDefault(const Node &From, FlowState &S);
  void flow(const Node &From, const Edge &E, States S, std::vector<States> &In, llvm::SmallVectorImpl<uint32_t> &Todo);
  void leave(const FlowState &S);
  void contrastExits();
  void findLeaks();
  void collectGuards();
  void record(std::vector<Occurrence> &List, uint32_t Index, const LockState &S);
  void recordSleep(uint32_t Index, const LockState &S, uint32_t GfpParam);
  void recordEnabling(uint32_t Index, const LockState &Before, int8_t Bh, IrqState Irq, bool Within, FuncId Callee,
                      uint32_t Via);
  bool enablesWithin(const LockState &S) const;
  void addClass(ClassId Class, ClassWitness W);
  FactList guards(const LockState &S) const;
  ClassId classOf(PathId Path);
  /// \p Callees are called with \p Args by what event \p Index passes them to.
  void callBack(uint32_t Index, const FlowState &S, llvm::ArrayRef<FuncId> Callees, llvm::ArrayRef<Value> Args);
  void callParameter(uint32_t Index, const LockState &S, uint32_t Param, llvm::SmallVector<Value, 0> Args);
  llvm::SmallVector<Value, 0> argumentsForCaller(uint32_t Index, const FlowState &S);
  void liftFromCallee(uint32_t Index, const FlowState &S, FuncId Callee);

  PathId lockPath(uint32_t Index, const LockOperand &Lock, const FlowState &S, ClassId &Class);
  /// Where the value of a return statement is kept until the function's end.
  PathId returnSlot() { return T.path(facts::RootKind::Local, kNone, {}); }
  PathId resultPath(uint32_t Index) {
    PathId &Known = ResultPaths[Index];
    if (Known == kNone)
      Known = T.path(facts::RootKind::CallResult, Index, {});
    return Known;
  }
  /// What is known where the edge \p E is taken, as it is spelled.
  const Fact *spelled(const Edge &E) {
    const Fact *&Known = SpelledFacts[2 * E.Cond + E.Sense];
    if (!Known)
      Known = Facts.get({Fn->Conditions[E.Cond], bool(E.Sense), {}});
    return Known;
  }
  Value argument(uint32_t Index, unsigned Arg, const FlowState &S);
  /// Path or value of a callee in terms of this function.
  PathId substitute(uint32_t Index, const FlowState &S, PathId InCallee);
  PathId findSubstitute(uint32_t Index, const FlowState &S, PathId InCallee);
  Value substitute(uint32_t Index, const FlowState &S, Value InCallee);
  uint32_t stateIndex(const LockState &S);
  void push(States &All, FlowState S);
  void assume(LockState &S, const Condition &C, bool Sense);
  void assume(LockState &S, const Fact *New);

  Program &P;
  Tables &T;
  const PointerFlow &Pointers;
  const TableRows &Rows;
  const llvm::function_ref<const FunctionSummary &(FuncId)> SummaryOf;
  FactTable &Facts;
  // Of the function at hand:
  FuncId F = 0;
  const Function *Fn = nullptr;
  llvm::SmallVector<PathId, 0> ResultPaths;        ///< By event; kNone: not asked for yet.
  llvm::SmallVector<const Fact *, 0> SpelledFacts; ///< By condition and sense; null: not asked for yet.
  FunctionSummary Out;
  bool Recording = false;
  const llvm::ArrayRef<Value> *Passed = nullptr; ///< A callback's arguments, instead of the event's.
  unsigned CallbackDepth = 0;
  /// Of the call at hand and the state that it is made in: what a callee's paths and facts are here.
  struct Substitutes {
    struct Guard {
      const Fact *Here = nullptr; ///< Null if nothing is known of what it is about.
      Truth Holds = Truth::Unknown;
    };
    llvm::SmallDenseMap<PathId, PathId, 16> Paths;
    llvm::SmallDenseMap<const Fact *, Guard, 16> Guards;
    void clear() {
      Paths.clear();
      Guards.clear();
    }
  } Found;
  // Of the call at hand, or the part of a callee that is being composed:
  llvm::SmallVector<HeldLock, 1> JustReleased;
  Disabling Irqs = Disabling::None;
};

} // namespace lockctx

#endif
