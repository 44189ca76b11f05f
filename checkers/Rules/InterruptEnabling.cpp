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

/// A lock of this function's that was taken with the IRQ state saved and is held still: its holder counts on IRQs
/// being off.
const HeldLock *heldUnderSave(const LockState &S) {
  for (const HeldLock &H : S.Held)
    if (isSpinning(H.Kind) && H.IrqAt.K == IrqState::Off && !S.Saved.empty())
      return &H;
  return nullptr;
}

} // namespace

void runBhEnableIrqsOff(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::BhEnables, [&](const Reached &R) {
    bool Interrupt = R.At.Context == ExecContext::Hardirq || R.At.Context == ExecContext::Nmi;
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

void runIrqEnableInAtomic(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::IrqEnables, [&](const Reached &R) {
    const HeldLock *Own = heldUnderSave(R.State);
    MachineState Entry = MachineState::fromIndex(R.Entry);
    bool Callers = Entry.IrqOff;
    // Who releases its caller's lock, or enables what it has not disabled itself, ends what the caller began. Where the
    // chain began with IRQs off it is wrong still.
    if (Callers && (!R.State.Dropped.empty() || R.State.Irq.K == IrqState::Entry)) {
      const EntryPoint *Ignored = nullptr;
      auto Hops = A.Contexts->chain(R.V, R.Entry, R.Sure, Ignored);
      Callers = MachineState::fromIndex(Hops.front().State).IrqOff;
    }
    if (!Callers && !Own)
      return false;
    Finding F = callFinding(Write, Rule, R);
    bool Interrupt = Entry.Context == ExecContext::Hardirq;
    F.Mend = Cure::IrqSave;
    F.Headline = Interrupt ? "IRQs enabled in hardirq" : "IRQs enabled where the caller had them off";
    std::string Whose = Callers ? Interrupt ? "although it is reached in hardirq" : "although its caller had them off"
                                : "while the section that saved and disabled them goes on";
    if (!Callers)
      F.Headline = "IRQs enabled within a section that has them off";
    F.Message = F.UnsafeSites.front().Code + " switches IRQs on " + Whose +
                ". Use the _irqsave and _irqrestore forms here, or the plain ones where IRQs are always off.";
    Out.push_back(std::move(F));
    return true;
  });
}

} // namespace lockctx
