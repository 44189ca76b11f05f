//===- InterruptEnabling.cpp - Interrupts enabled where they must not -----===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// bh-enable-irqs-off: __local_bh_enable_ip() (kernel/softirq.c) warns in hardirq and with IRQs off, because it may run
/// softirqs there and then. irq-enable-in-atomic: spin_unlock_irq() and local_irq_enable() switch IRQs on whatever they
/// were, under the feet of a caller that had switched them off; __handle_irq_event_percpu() (kernel/irq/handle.c) warns
/// of a handler that does it.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"

using namespace llvm;

namespace lockctx {
namespace {

/// Whether IRQs are as the caller had them, or the caller's lock has been released: it may be the caller's section that
/// enabling them is to end.
bool mayEndCallers(const LockState &S) { return !S.Dropped.empty() || S.Irq.K == IrqState::Entry; }

void word(Finding &F, StringRef Headline, StringRef Whose) {
  F.Mend = Cure::IrqSave;
  F.Headline = Headline;
  F.Message = F.UnsafeSites.front().Code + " switches IRQs on " + Whose.str() +
              ". Use the _irqsave and _irqrestore forms here, or the plain ones where IRQs are always off.";
}
constexpr StringRef kWithin = "IRQs enabled within a section that has them off",
                    kGoesOn = "while the section that saved and disabled them goes on";

/// A callee switches IRQs on within a section of its caller's: it releases the lock that the caller has taken through
/// another callee, but IRQs had been disabled before. Whether that is so only the caller shows.
void reportBelow(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  std::set<Place> Reported;
  eachOccurrence(A, &FunctionSummary::Enables, [&](const Reached &R) {
    const auto *E = &static_cast<const Enabling &>(R.Where);
    if (!E->Within || E->Callee == kNone)
      return false;
    Finding F = callFinding(Write, Rule, R);
    FuncId G = R.Function;
    SmallVector<FuncId, 8> Seen;
    while (E->Callee != kNone) {
      G = E->Callee;
      Seen.push_back(G);
      const auto &Enables = A.Summaries[G].Enables;
      E = E->Via < Enables.size() ? &Enables[E->Via] : Enables.end();
      // Below a recursive function what a callee did when it was looked up may have another number now.
      if (E == Enables.end() || is_contained(Seen, E->Callee))
        E = find_if(Enables, [&](const Enabling &X) { return !is_contained(Seen, X.Callee); });
      if (E == Enables.end())
        return false;
      F.Chains.front().Steps.push_back(Write.eventStep(G, E->EventIndex, A.Summaries[G].States[E->State], R.At));
      if (!A.P.Functions[G].ModName.empty()) // not in a header
        F.UnsafeSites.front() = Write.callSite(G, E->EventIndex, R.At, Rule.Id);
    }
    auto Is = [&](const IrqEnabling &I) { return I.EventIndex == E->EventIndex && I.State == E->State; };
    if (none_of(A.Summaries[G].IrqEnables, Is) || !mayEndCallers(A.Summaries[G].States[E->State]))
      return false;
    if (!Reported.insert(A.P.Functions[G].Events[E->EventIndex].At).second &&
        F.UnsafeSites.front().Function == A.P.nameOf(G))
      return true;
    word(F, kWithin, kGoesOn);
    Out.push_back(std::move(F));
    return true;
  });
}

} // namespace

void runBhEnableIrqsOff(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::BhEnables, [&](const Reached &R) {
    bool Interrupt = R.At.inInterrupt();
    if (!R.At.IrqOff && !Interrupt)
      return false;
    Finding F = callFinding(Write, Rule, R);
    std::string Where = Interrupt ? "in hardirq" : "with IRQs off";
    F.Headline = "BHs enabled " + Where;
    F.Message = F.UnsafeSites.front().Code + " enables BHs " + Where + " (" + R.At.describe() +
                "): pending softirqs would run at once. Use the form without _bh here" +
                (Interrupt ? "." : ", or enable BHs after IRQs.");
    Out.push_back(std::move(F));
    return true;
  });
}

void runIrqEnableInAtomic(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::IrqEnables, [&](const Reached &R) {
    bool Own = static_cast<const IrqEnabling &>(R.Where).Within;
    MachineState Entry = MachineState::fromIndex(R.Entry);
    bool Callers = Entry.IrqOff;
    // Who releases its caller's lock, or enables what it has not disabled itself, ends what the caller began. Where the
    // chain began with IRQs off it is wrong still.
    if (Callers && mayEndCallers(R.State)) {
      const EntryPoint *Ignored = nullptr;
      auto Hops = A.Contexts->chain(R.V, R.Entry, R.Sure, Ignored);
      Callers = MachineState::fromIndex(Hops.front().State).IrqOff;
    }
    if (!Callers && !Own)
      return false;
    Finding F = callFinding(Write, Rule, R);
    bool Interrupt = Entry.Context == ExecContext::Hardirq;
    if (!Callers)
      word(F, kWithin, kGoesOn);
    else if (Interrupt)
      word(F, "IRQs enabled in hardirq", "although it is reached in hardirq");
    else
      word(F, "IRQs enabled where the caller had them off", "although its caller had them off");
    Out.push_back(std::move(F));
    return true;
  });
  reportBelow(A, Rule, Out);
}

} // namespace lockctx
