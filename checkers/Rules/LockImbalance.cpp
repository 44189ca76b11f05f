//===- LockImbalance.cpp - lock-imbalance ---------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Ways out of a function on which it keeps, or gives back twice, what it balances on its other ways. Helpers that take
/// or release a lock for their caller are common and right: what counts is that the caller cannot tell by the result.
/// And what a function does to the interrupt state around locks that it takes and releases itself: one form with _bh
/// or _irq and the other without, flags that are saved over flags that are still needed.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"
#include "Rules/Rule.h"
#include "Rules/Witness.h"

using namespace llvm;

namespace lockctx {
namespace {

class Imbalances {
public:
  Imbalances(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out)
      : A(A), Rule(Rule), Out(Out), Write(A) {}

  void run() {
    for (F = 0; F < A.P.Functions.size(); ++F) {
      Fn = &A.P.Functions[F];
      S = &A.Summaries[F];
      // A header's function is checked by those who write headers; of a truncated one some ways are not known.
      if (Fn->Initializer || Fn->Incomplete || Fn->ModName.empty() || S->Truncated)
        continue;
      for (const Exit &X : S->Exits) {
        leaks(X);
        releasedTwice(X);
        interruptState(X);
      }
      for (const Occurrence &O : S->FlagsLost)
        flagsLost(O);
    }
  }

private:
  /// Whether a caller that gets \p X's result cannot know that this was not way \p Y. A way that fails is not expected
  /// to leave anything behind, whatever the others do.
  bool alike(const Exit &X, const Exit &Y) const {
    if (X.Fails)
      return true;
    return X.ResultTruth == Y.ResultTruth && (X.ResultTruth != Truth::Unknown || !returnsValue()) &&
           X.Result == Y.Result;
  }
  bool returnsValue() const { return !Fn->Signature.starts_with("void ("); }

  /// Whether what was tested tells \p X from \p Y: a parameter that the caller has chosen, or flags that it may know.
  bool chosen(const Exit &X, const Exit &Y) const {
    return any_of(X.State.Facts, [&](const Fact &Each) {
      const PathInfo &Path = A.P.T.Paths[Each.Cond.Val.Data];
      bool Tells = (Path.Kind == facts::RootKind::Param && Path.Steps.empty()) ||
                   (!X.Fails && Each.Cond.Kind == facts::ConditionKind::Mask);
      return Tells && !is_contained(Y.State.Facts, Each);
    });
  }

  /// Whether all that takes or releases \p C here is called by name and does so on all its ways: a helper that does it
  /// sometimes, for a reason that is not followed, may be right.
  bool certain(ClassId C) const {
    auto Always = [&](uint32_t Event) {
      if (Fn->Events[Event].isIndirect())
        return false;
      for (const CallOccurrence &Call : S->Calls)
        if (Call.EventIndex == Event)
          for (FuncId Callee : Call.Callees) {
            const auto &Exits = A.Summaries[Callee].Exits;
            if (any_of(Exits, [&](const Exit &X) { return !X.State.sameLocks(Exits.front().State); }))
              return false;
          }
      return true;
    };
    return all_of(S->Releases,
                  [&](const Release &R) { return R.Class != C || (Always(R.EventIndex) && all_of(R.Taken, Always)); });
  }

  static bool holds(const Exit &X, const HeldLock &L) {
    return any_of(X.State.Held, [&](const HeldLock &H) { return H.Path == L.Path; });
  }

  void leaks(const Exit &X) {
    for (const HeldLock &L : X.State.Held) {
      // A semaphore may be given back by somebody else.
      if (L.Class == kNone || L.Kind == LockKind::Semaphore || !certain(L.Class))
        continue;
      bool Wrong = false;
      for (const Exit &Y : S->Exits) {
        Wrong |= !holds(Y, L) && is_contained(Y.State.Released, L.EventIndex) && alike(X, Y) && !chosen(X, Y);
        if (holds(Y, L) && !Y.Fails && X.Fails) { // to return with it is its way
          Wrong = false;
          break;
        }
      }
      if (!Wrong)
        continue;
      std::string Name = Write.className(L.Class).str();
      Finding R = at(X, L.EventIndex, "takes " + Name);
      Write.setLockClass(R, L.Class);
      R.Headline = "returns with " + Name + " held";
      R.Message = "On this way out " + A.P.nameOf(F).str() + "() keeps " + Name + ", which it releases on others.";
      Out.push_back(std::move(R));
    }
  }

  void releasedTwice(const Exit &X) {
    for (PathId D : X.State.Dropped) {
      ClassId C = A.P.T.classOf(D);
      // Taken and released here before: the caller did not hold it when it called.
      auto Before = [&](const Acquisition &Q) { return is_contained(X.State.Released, Q.EventIndex); };
      bool Own = any_of(S->Acquisitions, [&](const Acquisition &Q) { return Q.Class == C && Before(Q); });
      auto Second = find_if(S->Releases, [&](const Release &R) { return R.Class == C && R.Taken.empty(); });
      if (C == kNone || !Own || Second == S->Releases.end() || !certain(C))
        continue;
      bool Same = any_of(S->Acquisitions, [&](const Acquisition &Q) { return Q.Path == D && Before(Q); });
      bool Others = any_of(
          S->Exits, [&](const Exit &Y) { return !is_contained(Y.State.Dropped, D) && alike(X, Y) && !chosen(X, Y); });
      // Of one class, the second one may be another lock, which all callers hold.
      if (!Others && (!Same || S->Exits.size() > 1))
        continue;
      std::string Name = Write.className(C).str();
      Finding R = at(X, Second->EventIndex, "releases " + Name);
      Write.setLockClass(R, C);
      R.Headline = "releases " + Name + ", which is not held";
      R.Message = "On this way out " + A.P.nameOf(F).str() + "() releases " + Name + " once more than it takes it" +
                  (Others ? ", which it does not on others." : ".");
      Out.push_back(std::move(R));
    }
  }

  /// What a call does to the interrupt state by itself, as its model says: BHs, IRQs; positive is off.
  std::pair<int, int> disables(uint32_t EventIndex) const {
    const CallModel *M = A.P.modelOf(Fn->Events[EventIndex]);
    int Bh = 0, Irq = 0;
    for (const Step &Do : M ? ArrayRef<Step>(M->Do) : ArrayRef<Step>())
      switch (Do.Kind) {
      case StepKind::BhDisable:
        ++Bh;
        break;
      case StepKind::BhEnable:
        --Bh;
        break;
      case StepKind::IrqDisable:
        ++Irq;
        break;
      case StepKind::IrqEnable:
      case StepKind::IrqRestore:
        --Irq;
        break;
      default:
        break;
      }
    return {Bh, Irq};
  }

  /// A call that releases a lock in a form that leaves what the form that took it did to BHs or IRQs, as \p X does.
  uint32_t unpaired(const Exit &X) const {
    for (const Release &R : S->Releases) {
      auto [Bh, Irq] = disables(R.EventIndex);
      for (uint32_t Taken : R.Taken) {
        auto [TakenBh, TakenIrq] = disables(Taken);
        if ((X.State.Bh > 0 && TakenBh + Bh > 0) || (X.State.Bh < 0 && TakenBh + Bh < 0) ||
            (X.State.Irq.K == IrqState::Off && TakenIrq + Irq > 0))
          return R.EventIndex;
      }
    }
    return kNone;
  }

  /// BHs or IRQs that are left off, or BHs that are enabled too often, where no lock is held in the end. On all ways: a
  /// wrapper that disables them, unless the forms of a lock that it takes and releases do not pair.
  void interruptState(const Exit &X) {
    const LockState &At = X.State;
    if (!At.Held.empty() || !At.Dropped.empty() || (At.Bh == 0 && At.Irq.K != IrqState::Off))
      return;
    // Who releases a lock of the caller's for a while takes it again in the state that the caller had.
    if (any_of(S->Releases, [](const Release &R) { return R.Taken.empty(); }))
      return;
    // So does who enables IRQs for a while that it has not disabled.
    if (At.Bh == 0 &&
        any_of(S->IrqEnables, [&](const IrqEnabling &E) { return S->States[E.State].Irq.K == IrqState::Entry; }))
      return;
    uint32_t Cause = unpaired(X);
    std::string Why = ", since the forms that take and release a lock here do not pair";
    if (Cause == kNone) {
      if (none_of(S->Exits, [&](const Exit &Y) {
            return Y.State.Bh == 0 && Y.State.Irq.K != IrqState::Off && alike(X, Y) && !chosen(X, Y);
          }))
        return;
      Why = ", which it does not on others";
      for (uint32_t I = 0; I < Fn->Events.size() && Cause == kNone; ++I)
        if (Fn->Events[I].Kind == facts::EventKind::Call)
          if (auto [Bh, Irq] = disables(I); (At.Bh > 0 && Bh > 0) || (At.Bh < 0 && Bh < 0) || Irq > 0)
            Cause = I;
      if (Cause == kNone)
        return;
    }
    const char *What = At.Bh > 0 ? "BHs off" : At.Bh < 0 ? "BHs enabled once too often" : "IRQs off";
    Finding R = at(X, Cause, "calls " + Fn->Events[Cause].Text.str());
    R.Headline = std::string("returns with ") + What;
    R.Message = "On this way out " + A.P.nameOf(F).str() + "() leaves " + What + Why + ".";
    Out.push_back(std::move(R));
  }

  void flagsLost(const Occurrence &O) {
    Finding R = at(O.EventIndex);
    R.Headline = "saved IRQ state overwritten";
    R.Message = R.UnsafeSites.front().Code +
                " saves the IRQ state over one that is still to be restored: IRQs stay off "
                "after the outer section.";
    R.Chains.push_back({"how it gets there", {}, false});
    R.Chains.back().Steps.push_back(Write.eventStep(F, O.EventIndex, S->States[O.State], MachineState()));
    R.Chains.back().Steps.back().State.clear();
    Out.push_back(std::move(R));
  }

  Finding at(uint32_t EventIndex) const {
    Finding R = findingOf(Rule);
    R.UnsafeSites.push_back(Write.callSite(F, EventIndex, MachineState(), Rule.Id));
    R.UnsafeSites.back().State.clear();
    return R;
  }

  /// At the return that \p X is by, or at \p Cause if the function ends without one; the chain shows both.
  Finding at(const Exit &X, uint32_t Cause, std::string What) const {
    bool Returns = X.State.ReturnEvent != kNone;
    Finding R = at(Returns ? X.State.ReturnEvent : Cause);
    if (Returns)
      R.UnsafeSites.back().Code = "return";
    WitnessChain Chain{"how it gets there", {}, false};
    ChainStep Step = Write.eventStep(F, Cause, LockState(), MachineState());
    Step.What = std::move(What);
    Step.State.clear();
    Chain.Steps.push_back(Step);
    if (Returns) {
      Step.Loc = R.UnsafeSites.back().Loc;
      Step.What = "returns";
      Chain.Steps.push_back(std::move(Step));
    }
    R.Chains.push_back(std::move(Chain));
    return R;
  }

  const Analysis &A;
  const RuleInfo &Rule;
  std::vector<Finding> &Out;
  WitnessWriter Write;
  FuncId F = 0;
  const Function *Fn = nullptr;
  const FunctionSummary *S = nullptr;
};

/// Calls that enable BHs although nobody has disabled them: what counts how often they were drops below zero. A lock
/// that is released so was mostly taken, for a reason that is not followed.
void enabledTwice(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::BhEnables, [&](const Reached &R) {
    const CallModel *M = A.P.modelOf(A.P.Functions[R.Function].Events[R.Where.EventIndex]);
    if (R.Sure == Certainty::Unknown || R.At.Context != ExecContext::Task || R.At.BhOff || !M ||
        any_of(M->Do, [](const Step &S) { return S.Kind == StepKind::Release; }))
      return false;
    Finding F = callFinding(Write, Rule, R);
    F.Headline = "BHs enabled that are on";
    F.Message = F.UnsafeSites.front().Code + " enables BHs that nobody has disabled (" + R.At.describe() + ").";
    Out.push_back(std::move(F));
    return true;
  });
}

} // namespace

void runLockImbalance(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  Imbalances(A, Rule, Out).run();
  enabledTwice(A, Rule, Out);
}

} // namespace lockctx
