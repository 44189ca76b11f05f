//===- ContextContract.cpp - context-contract -----------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls of modelled functions whose `expects:` the state at the call contradicts: kfree_skb() with IRQs off, and the
/// like. Where the callers of a function are not known, only what it does to itself counts.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"

using namespace llvm;

namespace lockctx {
namespace {

/// What is wrong with \p At, or null. \p CallerKnown: a state that should be off may have been made so by the caller.
const char *violation(const Expectation &E, MachineState At, bool CallerKnown) {
  using What = Expectation::What;
  bool Interrupt = At.Context == ExecContext::Hardirq || At.Context == ExecContext::Nmi;
  switch (E.Need) {
  case What::IrqOn:
    return At.IrqOff ? "with IRQs off" : nullptr;
  case What::NotHardirq:
    return Interrupt ? "in hardirq" : nullptr;
  case What::NotSoftirq:
    return At.Context == ExecContext::Softirq ? "in softirq" : nullptr;
  case What::BhOn:
    return At.BhOff && !Interrupt ? "with BHs off" : nullptr;
  case What::IrqOff:
    return CallerKnown && !At.IrqOff ? "with IRQs on" : nullptr;
  case What::BhOff:
    return CallerKnown && !At.BhOff && !At.IrqOff ? "with BHs on" : nullptr;
  case What::MaySleep: // sleep-in-atomic
  case What::Held:     // needs the locks of all callers
    return nullptr;
  }
  return nullptr;
}

} // namespace

void runContextContract(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  eachOccurrence(A, &FunctionSummary::Checked, [&](const Reached &R) {
    const Event &E = A.P.Functions[R.Function].Events[R.Where.EventIndex];
    const CallModel &M = *A.P.T.Symbols[E.Callee].Model;
    const char *Wrong = nullptr;
    for (const Expectation &Each : M.Expects)
      if (!Wrong)
        Wrong = violation(Each, R.At, R.Sure != Certainty::Unknown);
    if (!Wrong)
      return false;
    StringRef Callee = A.P.T.Symbols[E.Callee].Name;
    Finding F = callFinding(Write, Rule, R);
    if (!M.Source.empty())
      F.Document = M.Source;
    F.Headline = (Callee + "() called " + Wrong).str();
    F.Message = (Callee + "() must not be called " + Wrong + "; here it is (" + R.At.describe() + ").").str();
    Out.push_back(std::move(F));
    return true;
  });
}

} // namespace lockctx
