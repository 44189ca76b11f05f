//===- SleepInAtomic.cpp - sleep-in-atomic --------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls that may sleep where __might_resched() (kernel/sched/core.c) would complain: in softirq or hardirq, with BHs
/// or IRQs off, with a spinning lock held, in an RCU read section.
///
//===----------------------------------------------------------------------===//

#include "Rules/Stretch.h"

using namespace llvm;

namespace lockctx {
namespace {

/// Where the gfp mask that lets \p Call sleep was put into a local; null if it was made on the spot, or by a caller.
const Event *maskMadeAt(const Program &P, FuncId F, const Event &Call) {
  const CallModel *M = P.modelOf(Call);
  if (!M)
    return nullptr;
  ArrayRef<Event> Before = ArrayRef(P.Functions[F].Events).take_front(&Call - P.Functions[F].Events.data());
  for (const Step &Do : M->Do)
    if (Do.Kind == StepKind::SleepIfGfp && Do.Arg && *Do.Arg < Call.Args.size())
      for (const Event &E : reverse(Before))
        if (E.Kind == facts::EventKind::Assign && Call.Args[*Do.Arg] == Value::load(E.Path) &&
            E.Val.Kind == facts::ValueKind::Const && (E.Val.Data & P.T.M.gfpDirectReclaim()))
          return &E;
  return nullptr;
}

/// What makes \p S atomic.
std::string reason(const WitnessWriter &Write, const LockState &S) {
  for (const HeldLock &H : reverse(S.Held))
    if (isSpinning(H.Kind) && H.Class != kNone)
      return "with " + Write.className(H.Class).str() + " held";
  if (!S.ownAtomic() && S.Bh <= 0 && S.Irq.K != IrqState::Off)
    return "in a callback that must not sleep";
  return S.Irq.K == IrqState::Off ? "with IRQs off"
         : S.Bh > 0               ? "with BHs off"
         : S.Rcu > 0              ? "in an RCU read section"
                                  : "with preemption off";
}

} // namespace

void runSleepInAtomic(const Analysis &A, const RuleInfo &Info, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  ForbiddenCalls Sleeps;
  for (FuncId F = 0; F < A.P.Functions.size(); ++F)
    for (const SleepOccurrence &O : A.Summaries[F].Sleeps)
      Sleeps[F].push_back({O.EventIndex, O.State, O.GfpParam});
  StretchFinder(A, Info, Write)
      .each([](MachineState At) { return !At.maySleep(); }, Sleeps,
            [&](Stretch S) {
              std::string Sleeper =
                  S.Call.Callee == kNone ? "a callback" : A.P.T.Symbols[S.Call.Callee].Name.str() + "()";
              S.F.Headline = "sleeping function called from invalid context";
              S.F.Message =
                  Sleeper + " may sleep, and is reached here " + reason(Write, S.State) + " (" + S.At.describe() + ").";
              S.F.Chains.front().Title = "how it gets to sleep";
              std::vector<ChainStep> &Steps = S.F.Chains.front().Steps;
              Steps.back().What += ", which may sleep";
              if (const Event *Made = maskMadeAt(A.P, S.Inner, S.Call)) {
                ChainStep Mask = Steps.back();
                Mask.Loc = A.P.location(Made->At);
                Mask.What = "makes the gfp mask, which lets it sleep";
                Steps.insert(Steps.end() - 1, std::move(Mask));
              }
              Out.push_back(std::move(S.F));
            });
}

} // namespace lockctx
