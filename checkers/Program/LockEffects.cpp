//===- LockEffects.cpp - What one call does to a lock state ---------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The part of LockDataflow that applies a modelled call's steps or its callees' summaries to a state.
///
//===----------------------------------------------------------------------===//

#include "Program/LockDataflow.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace llvm;

namespace lockctx {

/// What disabling IRQs in \p S does.
static Disabling disabling(const LockState &S) {
  return S.Irq.K == IrqState::Entry ? Disabling::Once : S.Irq.K == IrqState::Off ? Disabling::Twice : Disabling::None;
}

static int8_t clampDepth(int D) { return D < -4 ? -4 : D > 8 ? 8 : D; }

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value LockDataflow::argument(uint32_t Index, unsigned Arg, const FlowState &S) {
  ArrayRef<Value> Args = Passed ? *Passed : ArrayRef<Value>(Fn->Events[Index].Args);
  return Arg < Args.size() ? resolve(T, S, Args[Arg]) : Value();
}

PathId LockDataflow::substitute(uint32_t Index, const FlowState &S, PathId Id) {
  auto [It, New] = Found.Paths.try_emplace(Id);
  if (New)
    It->second = findSubstitute(Index, S, Id);
  return It->second;
}

PathId LockDataflow::findSubstitute(uint32_t Index, const FlowState &S, PathId Id) {
  const PathInfo Path = T.Paths[Id];
  switch (Path.Kind) {
  case facts::RootKind::Global:
    return Id;
  case facts::RootKind::Param: {
    Value A = argument(Index, Path.Root, S);
    ArrayRef<uint32_t> Rest = Path.Steps;
    if (A.Kind == facts::ValueKind::Load)
      return resolve(T, S, T.extend(A.Data, Rest));
    if (A.Kind == facts::ValueKind::Address && !Rest.empty() && (Rest[0] & 3) == kDeref)
      return resolve(T, S, T.extend(A.Data, Rest.drop_front()));
    break;
  }
  default:
    break;
  }
  // An object that only the callee knows: one for each call.
  return T.path(facts::RootKind::Unknown, 1u << 30 | Index, Path.Steps);
}

Value LockDataflow::substitute(uint32_t Index, const FlowState &S, Value V) {
  if (V.Kind == facts::ValueKind::Load) {
    const PathInfo Path = T.Paths[V.Data];
    if (Path.Kind == facts::RootKind::Param && Path.Steps.empty())
      return argument(Index, Path.Root, S);
    PathId To = substitute(Index, S, PathId(V.Data));
    return T.Paths[To].Kind == facts::RootKind::Unknown ? Value() : resolve(T, S, Value::load(To));
  }
  if (V.Kind == facts::ValueKind::Address) {
    PathId To = substitute(Index, S, PathId(V.Data));
    return T.Paths[To].Kind == facts::RootKind::Unknown ? Value() : Value::address(To);
  }
  if (V.Kind == facts::ValueKind::Truth) {
    const Test Of = T.Tests[V.Data];
    return resolve(T, S, T.truth({Of.Cond.Kind, substitute(Index, S, Of.Cond.Val), Of.Cond.Constant}, Of.Sense));
  }
  return V;
}

ClassId LockDataflow::classOf(PathId Path) { return P.classIn(*Fn, Path); }

PathId LockDataflow::lockPath(uint32_t Index, const LockOperand &Lock, const FlowState &S, ClassId &Class) {
  Value V;
  if (Lock.From == LockOperand::Base::Arg)
    V = argument(Index, Lock.Arg, S);
  else if (Lock.From == LockOperand::Base::Result)
    V = resolve(T, S, Value::load(resultPath(Index)));
  PathId Path = T.operand(Lock, V);
  if (Path == kNone)
    Path = T.members(T.path(facts::RootKind::Unknown, 1u << 29 | Index, {}), Lock);
  Path = resolve(T, S, Path);
  Class = Lock.From == LockOperand::Base::Class ? T.classNamed(Lock.Name) : classOf(Path);
  return Path;
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

void LockDataflow::take(LockState &S, HeldLock Lock) {
  auto Retaken = find(S.Dropped, Lock.Path);
  if (Retaken == S.Dropped.end() && Lock.Class != kNone)
    Retaken = find_if(S.Dropped, [&](PathId D) { return classOf(D) == Lock.Class; });
  if (Retaken != S.Dropped.end()) {
    S.Dropped.erase(Retaken);
    return;
  }
  bool Twice = any_of(S.Held, [&](const HeldLock &H) { return H.Path == Lock.Path; });
  if (!Twice && S.Held.size() < kMaxHeld)
    S.Held.push_back(Lock);
}

void LockDataflow::recordRelease(uint32_t Index, ClassId Class, const HeldLock *Lock) {
  if (Index == kNone) // only supposed, not done here
    return;
  if (!Recording)
    return;
  auto It = find_if(Out.Releases, [&](const Release &R) {
    return R.EventIndex == Index && R.Class == Class && R.Taken.empty() == !Lock;
  });
  if (It == Out.Releases.end())
    It = Out.Releases.insert(It, Release{Index, Class, {}});
  if (!Lock)
    return;
  auto Add = [&](uint32_t Event) {
    if (!is_contained(It->Taken, Event))
      It->Taken.push_back(Event);
  };
  Add(Lock->EventIndex);
  for (uint32_t Event : Lock->Others)
    Add(Event);
}

void LockDataflow::drop(uint32_t Index, LockState &S, PathId Path, ClassId Class) {
  auto Last = [&](auto Match) {
    for (size_t I = S.Held.size(); I-- > 0;)
      if (Match(S.Held[I])) {
        recordRelease(Index, S.Held[I].Class, &S.Held[I]);
        JustReleased.push_back(S.Held[I]);
        if (!is_contained(S.Released, S.Held[I].EventIndex) && S.Released.size() < kMaxHeld)
          S.Released.push_back(S.Held[I].EventIndex);
        S.Held.erase(S.Held.begin() + I);
        return true;
      }
    return false;
  };
  if (Last([&](const HeldLock &H) { return H.Path == Path; }))
    return;
  // The same lock by another name: two ways to one object look different here.
  if (Class != kNone && Last([&](const HeldLock &H) { return H.Class == Class; }))
    return;
  recordRelease(Index, Class, nullptr);
  bool Known = Class != kNone || T.isCallers(Path);
  if (Known && !is_contained(S.Dropped, Path) && S.Dropped.size() < kMaxHeld)
    S.Dropped.push_back(Path);
}

void LockDataflow::recordRecursion(uint32_t Index, const LockState &S, PathId Path, ClassId Class, const Taking &How,
                                   FuncId Callee) {
  // Where the source itself says that several locks are one class, any two of them will do.
  bool Joined = T.JoinedInto.contains(Class);
  if (!Recording || Path == kNone || (!T.isOneObject(Path) && !Joined))
    return;
  for (const HeldLock &H : S.Held)
    if (H.Class == Class && (H.Path == Path || Joined))
      Out.Recursions.push_back({{Index, stateIndex(S)}, Class, How, H.Read, H.EventIndex, Callee});
}

void LockDataflow::acquire(uint32_t Index, const Step &Do, LockKind Kind, FlowState &S) {
  ClassId Class = kNone;
  PathId Path = lockPath(Index, Do.Lock, S, Class);
  if (Do.Nested && Class != kNone) {
    Value Sub = Do.NestedArg ? argument(Index, *Do.NestedArg, S) : Value();
    if (Sub.Kind != facts::ValueKind::Const)
      Class = T.subclass(Class, "nested");
    else if (Sub.Data != 0)
      Class = T.subclass(Class, std::to_string(Sub.Data));
  }
  if (!Do.Try && mayBlock(Kind))
    recordSleep(Index, S, kNone);
  if (Recording) {
    Taking How{Kind, Do.Read, Do.Recursive};
    Out.Acquisitions.push_back({Index, stateIndex(S), Path, Class, How, Do.Try, kNone, 0});
    if (Class != kNone && !Do.Try)
      addClass(Class, {Index, kNone, How, S.Dropped, Path, S.Feasible, guards(S)});
    if (!Do.Try)
      recordRecursion(Index, S, Path, Class, How, kNone);
  }
  take(S, {Path, Class, Kind, Do.Read, Index, S.Bh, S.Irq, Irqs, {}});
}

/// Of several ways to a class the one is kept that has released the fewest locks, then one that says which object, then
/// the shortest, which does not lead round through a recursion.
void LockDataflow::addClass(ClassId Class, ClassWitness W) {
  auto [It, New] = Out.Classes.try_emplace({Class, W.How.Read}, W);
  auto Cost = [&](const ClassWitness &X) {
    return std::make_tuple(X.Dropped.size(), X.Path == kNone || !T.isOneObject(X.Path), X.Depth);
  };
  if (New)
    return;
  StateSet Feasible = It->second.Feasible | W.Feasible;
  FactList Common = It->second.Guards;
  meet(Common, W.Guards, Facts);
  if (Cost(W) < Cost(It->second))
    It->second = std::move(W);
  It->second.Feasible = Feasible;
  It->second.Guards = std::move(Common);
}

/// What is known in \p S that a caller can judge.
FactList LockDataflow::guards(const LockState &S) const {
  FactList Known = S.Facts;
  Known.eraseIf([&](const Fact &X) { return !X.Cond.Val.isPath() || !T.isCallers(X.Cond.Val); });
  return Known;
}

void LockDataflow::release(uint32_t Index, const Step &Do, FlowState &S) {
  ClassId Class = kNone;
  PathId Path = lockPath(Index, Do.Lock, S, Class);
  drop(Index, S, Path, Class);
}

void LockDataflow::recordEnabling(uint32_t Index, const LockState &Before, int8_t Bh, IrqState Irq, bool Within,
                                  FuncId Callee, uint32_t Via) {
  if (!Recording || Out.Enables.size() >= kMaxLifted)
    return;
  // Only where it can turn something on that was off.
  bool Changes = false;
  StateChange ToBefore = Before.change(), ToAfter = ToBefore.with(Bh, Irq);
  for (unsigned I = 0; I < MachineState::kCount; ++I) {
    MachineState A = ToBefore(MachineState::fromIndex(I)), B = ToAfter(MachineState::fromIndex(I));
    Changes |= Before.Feasible >> I & 1 && ((A.BhOff && !B.BhOff) || (A.IrqOff && !B.IrqOff));
  }
  if (!Changes)
    return;
  uint32_t State = stateIndex(Before);
  for (const Enabling &E : Out.Enables)
    if (E.EventIndex == Index && E.State == State)
      return;
  Out.Enables.push_back({{Index, State}, Bh, Irq, Within, Callee, Via});
}

/// Whether who switches IRQs on in \p S, having released what is in JustReleased, ends more than its own section: the
/// state of IRQs was saved, and what disabled them is a lock that is held still, or came before the lock that was
/// released.
bool LockDataflow::enablesWithin(const LockState &S) const {
  return S.Irq.K == IrqState::Off && !S.Saved.empty() &&
         (any_of(S.Held, [](const HeldLock &H) { return isSpinning(H.Kind) && H.IrqAt.K == IrqState::Off; }) ||
          any_of(JustReleased, [](const HeldLock &H) { return H.Irqs == Disabling::Twice; }));
}

void LockDataflow::record(std::vector<Occurrence> &List, uint32_t Index, const LockState &S) {
  if (Recording)
    List.push_back({Index, stateIndex(S)});
}

void LockDataflow::recordSleep(uint32_t Index, const LockState &S, uint32_t GfpParam) {
  if (!Recording)
    return;
  uint32_t State = stateIndex(S);
  if (none_of(Out.Sleeps, [&](const SleepOccurrence &O) { return O.EventIndex == Index && O.State == State; }))
    Out.Sleeps.push_back({Index, State, GfpParam});
}

/// The IRQ state that restoring \p Variable leads to. A local that nothing was saved in: saved in a way that is not
/// seen. The state of the entry is the best guess.
IrqState LockDataflow::restored(PathId Variable, const LockState &S) const {
  IrqState Irq = S.saved(Variable).value_or(IrqState{IrqState::From, Variable});
  return Irq.K == IrqState::From && !T.isCallers(Variable) ? IrqState() : Irq;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void LockDataflow::applyStep(uint32_t Index, const Step &Do, LockKind Kind, FlowState &S) {
  LockState Before = Recording ? LockState(S) : LockState(); // for recordEnabling() only
  switch (Do.Kind) {
  case StepKind::Acquire:
    acquire(Index, Do, Kind, S);
    return;
  case StepKind::Release:
    release(Index, Do, S);
    return;
  case StepKind::BhDisable:
    S.Bh = clampDepth(S.Bh + 1);
    return;
  case StepKind::BhEnable:
    record(Out.BhEnables, Index, S);
    S.Bh = clampDepth(S.Bh - 1);
    break;
  case StepKind::IrqDisable:
    Irqs = disabling(S);
    S.Irq = {IrqState::Off, kNone};
    return;
  case StepKind::IrqEnable:
    if (Recording)
      Out.IrqEnables.push_back({{Index, stateIndex(S)}, enablesWithin(S)});
    S.Irq = {IrqState::On, kNone};
    break;
  case StepKind::IrqSave: {
    Irqs = disabling(S);
    Value Variable = Do.Arg ? Fn->Events[Index].Args.size() > *Do.Arg ? Fn->Events[Index].Args[*Do.Arg] : Value()
                            : Value::load(resultPath(Index));
    if (Variable.isPath()) {
      PathId P = resolve(T, S, PathId(Variable.Data));
      if (S.Irq.K == IrqState::Off && S.saved(P))
        record(Out.FlagsLost, Index, S);
      erase_if(S.Saved, [&](auto &X) { return X.first == P; });
      S.Saved.emplace_back(P, S.Irq);
      sort(S.Saved, [](auto &A, auto &B) { return A.first < B.first; });
    }
    S.Irq = {IrqState::Off, kNone};
    return;
  }
  case StepKind::IrqRestore: {
    Value Variable = Do.Arg ? Fn->Events[Index].Args.size() > *Do.Arg ? Fn->Events[Index].Args[*Do.Arg] : Value()
                            : Value::load(resultPath(Index));
    if (Variable.isPath()) {
      PathId Used = resolve(T, S, PathId(Variable.Data));
      Value V = resolve(T, S, Value::load(Used));
      if (!S.saved(Used) && V.Kind == facts::ValueKind::Load && S.saved(V.Data))
        Used = V.Data;
      S.Irq = restored(Used, S);
      erase_if(S.Saved, [&](auto &X) { return X.first == Used; });
    } else {
      S.Irq = {};
    }
    break;
  }
  case StepKind::PreemptDisable:
    S.Preempt = clampDepth(S.Preempt + 1);
    return;
  case StepKind::PreemptEnable:
    S.Preempt = clampDepth(S.Preempt - 1);
    return;
  case StepKind::RcuLock:
    S.Rcu = clampDepth(S.Rcu + 1);
    return;
  case StepKind::RcuUnlock:
    S.Rcu = clampDepth(S.Rcu - 1);
    return;
  case StepKind::Enter:
    S.Context = static_cast<uint8_t>(Do.Context);
    return;
  case StepKind::Leave:
    S.Context = 0xff;
    return;
  case StepKind::Call: {
    const Event &E = Fn->Events[Index];
    if (*Do.Arg >= E.Args.size())
      return;
    SmallVector<FuncId, 2> Callees = Pointers.functionsIn(F, resolve(T, S, E.Args[*Do.Arg]));
    if (Callees.empty())
      return;
    callBack(Index, S, Callees, {});
    return;
  }
  case StepKind::Wait: {
    // As if a lock were taken that the handler holds while it runs, and released at once.
    Step Taking = Do;
    FlowState Ignored = S;
    acquire(Index, Taking, LockKind::Pseudo, Ignored);
    return;
  }
  case StepKind::Sleep:
    recordSleep(Index, S, kNone);
    return;
  case StepKind::SleepIfGfp: {
    Value Gfp = argument(Index, *Do.Arg, S);
    if (Gfp.Kind == facts::ValueKind::Const && (Gfp.Data & T.M.gfpDirectReclaim()))
      recordSleep(Index, S, kNone);
    else if (Gfp.Kind == facts::ValueKind::Load && T.Paths[Gfp.Data].Kind == facts::RootKind::Param &&
             T.Paths[Gfp.Data].Steps.empty())
      recordSleep(Index, S, T.Paths[Gfp.Data].Root);
    return;
  }
  case StepKind::Register:
  case StepKind::Queue:
  case StepKind::Ordered:
  case StepKind::Mark:
  case StepKind::Class:
    return;
  }
  recordEnabling(Index, Before, S.Bh, S.Irq, Do.Kind == StepKind::IrqEnable && enablesWithin(Before), kNone, 0);
}

void LockDataflow::applySteps(uint32_t Index, ArrayRef<Step> Steps, LockKind Kind, FlowState &S) {
  JustReleased.clear();
  Irqs = Disabling::None;
  for (const Step &Do : Steps)
    if (Do.When == Step::Test::None || Do.applies(constantOf(argument(Index, Do.WhenArg, S))))
      applyStep(Index, Do, Kind, S);
}

void LockDataflow::assume(LockState &S, const Condition &C, bool Sense) { assume(S, Facts.get({C, Sense, {}})); }

void LockDataflow::assume(LockState &S, const Fact *New) {
  if (S.Facts.size() < kMaxFacts && !S.Facts.contains(New))
    S.Facts.push_back(New);
}

void LockDataflow::applyModel(uint32_t Index, const CallModel &M, FlowState S, States &To) {
  // Where its body is at hand, contexts flow down into it; its effect is what the model says all the same.
  if (FuncId Body = P.definition(Fn->Events[Index].Callee); Recording && Body != kNone)
    Out.Calls.push_back({Index, stateIndex(S), {Body}, false, {}});
  if (!M.Expects.empty())
    record(Out.Checked, Index, S);
  if (M.NoReturn)
    return;
  PathId Result = resultPath(Index);
  if (M.TrueIn) {
    StateSet True = 0;
    for (unsigned I = 0; I < MachineState::kCount; ++I)
      if (*M.TrueIn >> S.at(MachineState::fromIndex(I)).index() & 1)
        True |= 1u << I;
    erase_if(S.Tests, [&](auto &X) { return X.first == Result; });
    S.Tests.emplace_back(Result, True);
  }
  applySteps(Index, M.Do, M.Kind, S);
  if (M.IfTrue.empty() && M.IfZero.empty()) {
    push(To, std::move(S));
    return;
  }
  // Who holds a lock does not get it by trying.
  auto Tried = [&](ArrayRef<Step> Steps) {
    return none_of(Steps, [&](const Step &Do) {
      ClassId Class = kNone;
      PathId Path = Do.Kind == StepKind::Acquire && !Do.Read ? lockPath(Index, Do.Lock, S, Class) : PathId(kNone);
      return Path != kNone && T.isOneObject(Path) && any_of(S.Held, [&](const HeldLock &H) { return H.Path == Path; });
    });
  };
  bool CanBeTrue = Tried(M.IfTrue), CanBeZero = Tried(M.IfZero);
  Condition True{facts::ConditionKind::True, Value::load(Result), 0};
  FlowState Zero = S;
  assume(S, True, true);
  assume(Zero, True, false);
  applySteps(Index, M.IfTrue, M.Kind, S);
  applySteps(Index, M.IfZero, M.Kind, Zero);
  if (CanBeTrue)
    push(To, std::move(S));
  if (CanBeZero)
    push(To, std::move(Zero));
}

/// The IRQ state after a callee's part that leaves IRQs as \p Inner says.
IrqState LockDataflow::composeIrq(uint32_t Index, const FlowState &S, IrqState Inner) {
  if (Inner.K == IrqState::Entry)
    return S.Irq;
  if (Inner.K != IrqState::From)
    return Inner;
  // A flags word passed by value: what was saved in the variable that is passed.
  return restored(substitute(Index, S, Inner.Variable), S);
}

bool LockDataflow::compose(uint32_t Index, const FlowState &S, const LockState &Inner, LockState &To) {
  StateSet Feasible = S.leadingTo(Inner.Feasible);
  if (!Feasible)
    return false;
  To.Feasible = Feasible;
  for (const Fact &Guard : Inner.Facts) {
    auto [It, New] = Found.Guards.try_emplace(&Guard);
    if (New) {
      Fact Here = about(T, Guard, substitute(Index, S, Guard.Cond.Val));
      if (Here.Cond.Val.Kind != facts::ValueKind::Unknown)
        It->second = {Facts.get(Here), holds(Here, S.Facts)};
    }
    if (It->second.Holds == Truth::No)
      return false;
    if (It->second.Here && It->second.Holds == Truth::Unknown)
      assume(To, It->second.Here);
  }
  JustReleased.clear();
  To.Bh = clampDepth(S.Bh + Inner.Bh);
  To.Preempt = clampDepth(S.Preempt + Inner.Preempt);
  To.Rcu = clampDepth(S.Rcu + Inner.Rcu);
  if (Inner.Context != 0xff)
    To.Context = Inner.Context;
  for (PathId D : Inner.Dropped) {
    PathId Path = substitute(Index, S, D);
    drop(Index, To, Path, classOf(Path));
  }
  for (const HeldLock &H : Inner.Held) {
    PathId Path = substitute(Index, S, H.Path);
    take(To, {Path,
              H.Class != kNone ? H.Class : classOf(Path),
              H.Kind,
              H.Read,
              Index,
              clampDepth(S.Bh + H.BhAt),
              H.IrqAt.K == IrqState::Entry ? S.Irq : H.IrqAt,
              H.Irqs == Disabling::Once ? disabling(S) : H.Irqs,
              {}});
  }
  To.Irq = composeIrq(Index, S, Inner.Irq);
  if (Inner.Irq.K == IrqState::From) {
    PathId Variable = substitute(Index, S, Inner.Irq.Variable);
    erase_if(To.Saved, [&](auto &X) { return X.first == Variable; });
  }
  for (const auto &[Variable, State] : Inner.Saved) {
    PathId P = substitute(Index, S, Variable);
    if (T.Paths[P].Kind == facts::RootKind::Unknown)
      continue;
    erase_if(To.Saved, [&](auto &X) { return X.first == P; });
    To.Saved.emplace_back(P, State.K == IrqState::Entry ? S.Irq : State);
    sort(To.Saved, [](auto &A, auto &B) { return A.first < B.first; });
  }
  return true;
}

void LockDataflow::callBack(uint32_t Index, const FlowState &S, ArrayRef<FuncId> Callees, ArrayRef<Value> Args) {
  // What is called back may call back what it is passed, be it itself.
  if (!Recording || Callees.empty() || CallbackDepth == kMaxCallbacks)
    return;
  SaveAndRestore<unsigned> Deeper(CallbackDepth, CallbackDepth + 1);
  Out.Calls.push_back({Index, stateIndex(S), SmallVector<FuncId, 1>(Callees.begin(), Callees.end()), true,
                       SmallVector<Value, 0>(Args.begin(), Args.end())});
  SaveAndRestore<const ArrayRef<Value> *> Mine(Passed, &Args);
  SaveAndRestore Others(Found, Substitutes());
  for (FuncId Callee : Callees)
    liftFromCallee(Index, S, Callee);
}

void LockDataflow::callParameter(uint32_t Index, const LockState &S, uint32_t Param, SmallVector<Value, 0> Args) {
  if (!Recording || Out.ParamCalls.size() >= kMaxLifted)
    return;
  ParamCall New{Index, stateIndex(S), Param, std::move(Args)};
  if (!is_contained(Out.ParamCalls, New))
    Out.ParamCalls.push_back(std::move(New));
}

/// The arguments of a call as far as a caller of this function knows them.
SmallVector<Value, 0> LockDataflow::argumentsForCaller(uint32_t Index, const FlowState &S) {
  SmallVector<Value, 0> Args;
  for (uint32_t I = 0; I < Fn->Events[Index].Args.size(); ++I) {
    Value V = argument(Index, I, S);
    Args.push_back(T.isCallers(V) ? V : Value());
  }
  return Args;
}

void LockDataflow::liftFromCallee(uint32_t Index, const FlowState &S, FuncId Callee) {
  const FunctionSummary &Summary = SummaryOf(Callee);
  const LockState Here = S;
  LockState At; // one for all, which keeps its memory
  for (uint32_t I = 0; I < Summary.Acquisitions.size() && Out.Acquisitions.size() < 4 * kMaxLifted; ++I) {
    const Acquisition &A = Summary.Acquisitions[I];
    if (A.Class != kNone)
      continue;
    At = Here;
    if (!compose(Index, S, Summary.States[A.State], At))
      continue;
    PathId Path = substitute(Index, S, A.Path);
    ClassId Class = classOf(Path);
    if (Class == kNone && T.Paths[Path].Kind != facts::RootKind::Param)
      continue;
    Out.Acquisitions.push_back({Index, stateIndex(At), Path, Class, A.How, A.Try, Callee, I});
    if (Class != kNone && !A.Try)
      addClass(Class, {Index, Callee, A.How, At.Dropped, Path, At.Feasible, guards(At), 1});
    if (!A.Try)
      recordRecursion(Index, At, Path, Class, A.How, Callee);
  }
  FactList Known = guards(S);
  for (const auto &[Taken, Witness] : Summary.Classes) {
    ClassId Class = Taken.Class;
    if (Witness.Guards.empty() && Witness.Dropped.empty() && (Witness.Path == kNone || S.Held.empty())) {
      // Nearly always: all stays as it is but where it is reached from.
      PathId Path = Witness.Path == kNone ? kNone : substitute(Index, S, Witness.Path);
      if (StateSet Feasible = S.leadingTo(Witness.Feasible))
        addClass(Class, {Index, Callee, Witness.How, S.Dropped, Path, Feasible, Known, Witness.Depth + 1});
      continue;
    }
    LockState There;
    There.Feasible = Witness.Feasible;
    There.Facts = Witness.Guards;
    At = Here;
    if (!compose(Index, S, There, At))
      continue;
    ClassWitness Mine{Index, Callee, Witness.How, S.Dropped, kNone, At.Feasible, guards(At), Witness.Depth + 1};
    for (PathId D : Witness.Dropped) {
      Mine.Dropped.push_back(substitute(Index, S, D));
      drop(kNone, At, Mine.Dropped.back(), classOf(Mine.Dropped.back()));
    }
    if (Witness.Path != kNone)
      Mine.Path = substitute(Index, S, Witness.Path);
    recordRecursion(Index, At, Mine.Path, Class, Witness.How, Callee);
    addClass(Class, std::move(Mine));
  }
  for (const ParamCall &C : Summary.ParamCalls) {
    At = Here;
    if (!compose(Index, S, Summary.States[C.State], At))
      continue;
    Value Called = argument(Index, C.Param, S);
    SmallVector<Value, 0> Args;
    for (const Value &Arg : C.Args)
      Args.push_back(substitute(Index, S, Arg));
    if (auto Mine = Pointers.parameterOf(Called))
      callParameter(Index, At, *Mine, std::move(Args));
    else
      callBack(Index, FlowState{At, {}, {}, {}}, Pointers.functionsIn(F, Called), Args);
  }
  for (uint32_t I = 0; I < Summary.Enables.size() && Out.Enables.size() < kMaxLifted; ++I) {
    const Enabling &E = Summary.Enables[I];
    At = Here;
    if (!compose(Index, S, Summary.States[E.State], At))
      continue;
    IrqState Irq = composeIrq(Index, S, E.Irq);
    bool Within = Irq.K == IrqState::On && enablesWithin(At);
    recordEnabling(Index, At, clampDepth(S.Bh + E.Bh), Irq, Within, Callee, I);
  }
}

void LockDataflow::applyCallees(uint32_t Index, ArrayRef<FuncId> Callees, FlowState S, States &To) {
  Found.clear();
  if (const CallModel *M = P.modelOf(Fn->Events[Index]); M && !M->Expects.empty())
    record(Out.Checked, Index, S);
  if (Recording) {
    CallOccurrence Call{Index, stateIndex(S), SmallVector<FuncId, 1>(Callees.begin(), Callees.end()), false, {}, {}};
    for (FuncId Callee : Callees)
      for (PathId Guard : SummaryOf(Callee).GuardPaths)
        if (Value V = substitute(Index, S, Value::load(Guard)); V.Kind != facts::ValueKind::Unknown) {
          V = known(V, S.Facts);
          if (V != Call.passed(Guard, T.Paths[Guard], Fn->Events[Index]))
            Call.Known.emplace_back(Guard, V);
        }
    Out.Calls.push_back(std::move(Call));
    for (FuncId Callee : Callees)
      liftFromCallee(Index, S, Callee);
  }
  PathId Result = resultPath(Index);
  bool PassedOn = false;
  for (FuncId Callee : Callees) {
    const FunctionSummary &Summary = SummaryOf(Callee);
    if (Summary.Exits.empty() || Summary.neutral()) { // not analysed yet, or never returns: as if it did nothing
      if (!PassedOn)
        push(To, S);
      PassedOn = true;
      continue;
    }
    for (const Exit &X : Summary.Exits) {
      FlowState After = S;
      if (X.Leaks || !compose(Index, S, X.State, After))
        continue;
      if (X.ResultTruth != Truth::Unknown)
        assume(After, {facts::ConditionKind::True, Value::load(Result), 0}, X.ResultTruth == Truth::Yes);
      auto Bind = [&](PathId P, const Value &V) {
        if (V.Kind != facts::ValueKind::Unknown && After.Env.size() < kMaxEnv)
          After.Env.emplace_back(P, V);
      };
      Bind(Result, substitute(Index, S, X.Result));
      for (const auto &[Flag, V] : X.State.Stored)
        if (PathId Mine = substitute(Index, S, Flag); T.isOneObject(Mine)) {
          forget(After, Mine);
          After.store(Mine, substitute(Index, S, V));
        }
      for (const auto &[Steps, V] : X.Members)
        Bind(T.path(facts::RootKind::CallResult, Index, Steps), substitute(Index, S, V));
      for (const auto &[Steps, State] : X.SavedIn) {
        PathId In = T.path(facts::RootKind::CallResult, Index, Steps);
        erase_if(After.Saved, [&](auto &Old) { return Old.first == In; });
        After.Saved.emplace_back(In, State.K == IrqState::Entry ? S.Irq : State);
      }
      sort(After.Saved, [](auto &A, auto &B) { return A.first < B.first; });
      push(To, std::move(After));
    }
  }
}

} // namespace lockctx
