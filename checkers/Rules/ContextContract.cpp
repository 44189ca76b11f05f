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

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include <set>

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

void runContextContract(const Analysis &A, const RuleInfo &Info, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  std::set<std::pair<FuncId, Place>> Reported;
  const auto &Variants = A.Contexts->variants();
  auto Check = [&](VariantId V, unsigned X, Certainty C) {
    const Variant &Var = Variants[V];
    const FunctionSummary &Summary = A.Summaries[Var.Function];
    for (const CheckedCall &Call : Summary.Checked) {
      const LockState &S = Summary.States[Call.State];
      if (!(S.Feasible >> X & 1) || !A.Contexts->possible(Var, S))
        continue;
      const Event &E = A.P.Functions[Var.Function].Events[Call.EventIndex];
      const CallModel &M = *A.P.T.Symbols[E.Callee].Model;
      MachineState At = S.at(MachineState::fromIndex(X));
      const char *Wrong = nullptr;
      for (const Expectation &Each : M.Expects)
        if (!Wrong)
          Wrong = violation(Each, At, C != Certainty::Unknown);
      // The best certainty comes first, so that the first report of a place stays.
      if (!Wrong || !Reported.insert({Var.Function, E.At}).second)
        continue;
      StringRef Callee = A.P.T.Symbols[E.Callee].Name;
      Finding R;
      R.RuleId = Info.Id;
      R.Level = Info.Level;
      R.Document = M.Source.empty() ? Info.Document : M.Source;
      R.Sure = C == Certainty::May ? Confidence::Medium : Confidence::High;
      R.InitOnly = C == Certainty::Init;
      R.Headline = (Callee + "() called " + Wrong).str();
      R.Message = (Callee + "() must not be called " + Wrong + "; here it is (" + At.describe() + ").").str();
      R.UnsafeSites.push_back(Write.callSite(Var.Function, Call.EventIndex, At, Info.Id));
      WitnessChain Chain = Write.chainTo(V, X, C, "how it gets there");
      Chain.Steps.push_back(Write.eventStep(Var.Function, Call.EventIndex, S, At));
      R.Chains.push_back(std::move(Chain));
      Out.push_back(std::move(R));
    }
  };
  for (unsigned C = 0; C < kCertainties; ++C)
    for (VariantId V = 0; V < Variants.size(); ++V)
      for (unsigned X = 0; X < MachineState::kCount; ++X)
        if (Variants[V].Entered.states(static_cast<Certainty>(C)) >> X & 1)
          Check(V, X, static_cast<Certainty>(C));
}

} // namespace lockctx
