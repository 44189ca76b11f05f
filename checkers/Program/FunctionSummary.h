//===- FunctionSummary.h - What one function does ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The result of the dataflow over one function, said relative to its parameters and its entry state. What happens at
/// a point refers to a state of `States`; contexts are put in later, from above.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_FUNCTIONSUMMARY_H
#define LOCKCTX_PROGRAM_FUNCTIONSUMMARY_H

#include "Program/LockState.h"

namespace lockctx {

/// How a lock is taken.
struct Taking {
  LockKind Kind = LockKind::Spin;
  bool Read = false;
  bool Recursive = false; ///< A reader that passes waiting writers whatever the context, as the model says.
};

/// A lock is taken. In a wrapper that gets the lock as a parameter its class is not known, so each caller that knows
/// it has an acquisition of its own: then `Via` is the callee's acquisition.
struct Acquisition {
  uint32_t EventIndex;
  uint32_t State; ///< Just before the lock is taken, IRQs and BHs as they then are.
  PathId Path;
  ClassId Class;
  Taking How;
  bool Try;
  FuncId Callee = kNone;
  uint32_t Via = 0; ///< Index into the callee's Acquisitions.
};

/// A lock is released, by the event itself or in what it calls.
struct Release {
  uint32_t EventIndex;
  ClassId Class;
  /// The events of this function that took it, on any way here; none if the caller did.
  llvm::SmallVector<uint32_t, 1> Taken;
};

struct CallOccurrence {
  uint32_t EventIndex;
  uint32_t State;
  llvm::SmallVector<FuncId, 1> Callees;
  /// The event passes the callees to what calls them: its arguments are not theirs, but these, as far as they are
  /// known.
  bool IsCallback = false;
  llvm::SmallVector<Value, 0> Passed;
  /// What is known of what callees depend on (their GuardPaths), in terms of the caller, where that is not the argument
  /// as it is.
  llvm::SmallVector<std::pair<PathId, Value>, 0> Known = {};
  /// Whether it does what a model says: the callees run in the same contexts, but what they do does not count. \p Fn:
  /// the function that calls.
  bool isModelled(const Program &P, const Function &Fn) const {
    const CallModel *M = P.modelOf(Fn.Events[EventIndex]);
    return M && !M->Follow && !IsCallback;
  }
  /// What the call \p E passes as \p Guard, a path from a parameter of the callees; a global is passed as it is.
  Value passed(PathId Guard, const PathInfo &Path, const Event &E) const {
    for (const auto &[P, V] : Known)
      if (P == Guard)
        return V;
    if (Path.Kind == facts::RootKind::Global)
      return Value::load(Guard);
    llvm::ArrayRef<Value> Args = IsCallback ? Passed : llvm::ArrayRef<Value>(E.Args);
    return Path.Steps.empty() && Path.Root < Args.size() ? Args[Path.Root] : Value();
  }
};

/// A function pointer that is a parameter is called, here or below. Which function that is each caller says.
struct ParamCall {
  uint32_t EventIndex;
  uint32_t State;
  uint32_t Param;
  /// Unknown if they are neither constants nor of this function's parameters and globals.
  llvm::SmallVector<Value, 0> Args;
  bool operator==(const ParamCall &) const = default;
};

/// Something happens at an event, in a state.
struct Occurrence {
  uint32_t EventIndex;
  uint32_t State;
};

/// IRQs are switched on, whatever they were.
struct IrqEnabling : Occurrence {
  /// This function has disabled them for more than the section that ends here, and saved their state, to be restored.
  bool Within;
};

/// BHs or IRQs are enabled here, by the function itself or in a callee. The state is that before.
struct Enabling : Occurrence {
  int8_t Bh; ///< Afterwards, as in LockState; nothing else differs.
  IrqState Irq;
  bool Within; ///< IrqEnabling::Within
  FuncId Callee = kNone;
  uint32_t Via = 0;
  /// \p Before as it is afterwards.
  LockState after(LockState Before) const {
    Before.Bh = Bh;
    Before.Irq = Irq;
    return Before;
  }
};

/// Something that may sleep: a modelled call, or taking a sleeping lock.
struct SleepOccurrence {
  uint32_t EventIndex;
  uint32_t State;
  uint32_t GfpParam = kNone; ///< It sleeps only if this parameter lets it.
};

/// A lock is taken that is held already: the same object, not only the same class.
struct Recursion : Occurrence {
  ClassId Class; ///< kNone if not known here.
  Taking How;
  bool HeldRead;
  uint32_t HeldEvent;    ///< That took it first.
  FuncId Callee = kNone; ///< Below which it is taken again.
};

/// How a function returns.
struct Exit {
  FlowState State; ///< With its guard: facts on parameters and globals; and the flags that were set.
  Value Result;    ///< In terms of parameters; Unknown if not known.
  Truth ResultTruth = Truth::Unknown;
  bool Fails = false; ///< The result is a negative constant.
  /// On another way, which nothing that is followed tells from this one, a lock was released that is held here, or one
  /// that is released here was not; or nothing is left there, and what is left here is nothing that a caller could put
  /// right. Callers go on with that way.
  bool Leaks = false;
  /// Returned struct members.
  llvm::SmallVector<std::pair<llvm::SmallVector<uint32_t, 2>, Value>, 0> Members;
  /// The result, or a member of it, holds a saved IRQ state.
  llvm::SmallVector<std::pair<llvm::SmallVector<uint32_t, 2>, IrqState>, 0> SavedIn;
};

/// A class, and whether it is taken for reading: who takes it both ways below has a way to each.
struct TakenClass {
  ClassId Class;
  bool Read = false;
  auto operator<=>(const TakenClass &) const = default;
};

/// A way to an acquisition of a class, directly (Callee is kNone) or through a call.
struct ClassWitness {
  uint32_t EventIndex;
  FuncId Callee = kNone;
  Taking How;
  llvm::SmallVector<PathId, 0> Dropped; ///< Caller's locks that are not held there.
  PathId Path = kNone;                  ///< Which object of the class, if it can be said here.
  StateSet Feasible = kAllStates;       ///< Entry states from which it is reached.
  FactList Guards;                      ///< What must hold of parameters and globals. Fewer is always right.
  unsigned Depth = 0;                   ///< Calls down to it; those of a lifted acquisition count as one.
};

struct FunctionSummary {
  ListOf<LockState> States;
  std::vector<Acquisition> Acquisitions;
  ListOf<Release> Releases;
  ListOf<CallOccurrence> Calls;
  std::vector<ParamCall> ParamCalls;
  ListOf<Enabling> Enables;
  std::vector<SleepOccurrence> Sleeps;
  std::vector<Occurrence> Checked;   ///< Calls of something whose model states what it needs of the context.
  std::vector<Occurrence> BhEnables; ///< BHs are enabled by one level.
  std::vector<IrqEnabling> IrqEnables;
  std::vector<Recursion> Recursions;
  std::vector<Occurrence> FlagsLost; ///< An IRQ state is saved over one that is still needed.
  ListOf<Exit> Exits;
  /// All classes taken (not tried) in the function or below it.
  std::map<TakenClass, ClassWitness> Classes;
  /// What facts of States are about that a caller may know: parameters, globals, and members of what they point to that
  /// are options (Program::Options).
  llvm::SmallVector<PathId, 2> GuardPaths;
  bool Truncated = false; ///< More lock states than are followed.
  bool neutral() const {
    return Exits.size() == 1 && Exits[0].State.neutral() && Exits[0].State.Stored.empty() &&
           Exits[0].Result == Value() && Exits[0].SavedIn.empty() && Exits[0].Members.empty();
  }
};

} // namespace lockctx

#endif
