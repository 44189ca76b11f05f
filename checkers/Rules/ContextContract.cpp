//===- ContextContract.cpp - context-contract -----------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls of modelled functions whose `expects:` the state at the call contradicts: kfree_skb() with IRQs off, and the
/// like. MaySleep is for sleep-in-atomic; Held would need the locks of all callers.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"
#include "Rules/Stretch.h"

using namespace llvm;

namespace lockctx {
namespace {

using What = Expectation::What;

bool isInterrupt(MachineState At) { return At.Context == ExecContext::Hardirq || At.Context == ExecContext::Nmi; }

/// States that a function must not be called in, and what a call in one of them is called in.
struct BadState {
  What Need;
  const char *Words;
  bool (*Is)(MachineState);
};

/// What someone made so: a finding stands where.
constexpr BadState kMade[] = {
    {What::IrqOn, "with IRQs off", [](MachineState At) { return At.IrqOff; }},
    {What::NotHardirq, "in hardirq", isInterrupt},
    {What::NotSoftirq, "in softirq", [](MachineState At) { return At.Context == ExecContext::Softirq; }},
    {What::BhOn, "with BHs off", [](MachineState At) { return At.BhOff && !isInterrupt(At); }},
};

/// What nobody prevented: it stands at the call.
constexpr BadState kLeft[] = {
    {What::IrqOff, "with IRQs on", [](MachineState At) { return !At.IrqOff; }},
    {What::BhOff, "with BHs on", [](MachineState At) { return !At.BhOff && !At.IrqOff; }},
};

bool expects(const CallModel &M, What Need) {
  return any_of(M.Expects, [&](const Expectation &E) { return E.Need == Need; });
}

void write(Finding &F, const Tables &T, SymbolId Function, const char *Words, MachineState At) {
  StringRef Callee = T.Symbols[Function].Name;
  if (StringRef Source = T.Symbols[Function].Model->Source; !Source.empty())
    F.Document = Source;
  F.Headline = (Callee + "() called " + Words).str();
  F.Message = (Callee + "() must not be called " + Words + "; here it is (" + At.describe() + ").").str();
}

} // namespace

void runContextContract(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  auto Callee = [&](FuncId F, uint32_t EventIndex) { return A.P.Functions[F].Events[EventIndex].Callee; };
  auto Model = [&](FuncId F, uint32_t EventIndex) -> const CallModel & {
    return *A.P.T.Symbols[Callee(F, EventIndex)].Model;
  };
  std::set<std::pair<FuncId, Place>> Done;
  for (const BadState &Bad : kMade)
    eachStretch(
        A, Rule, Write, Bad.Is,
        [&](const Variant &V, function_ref<void(Forbidden)> Do) {
          for (const Occurrence &O : A.Summaries[V.Function].Checked)
            if (expects(Model(V.Function, O.EventIndex), Bad.Need))
              Do({O.EventIndex, O.State});
        },
        Done,
        [&](Stretch S) {
          write(S.F, A.P.T, S.Call.Callee, Bad.Words, S.At);
          Out.push_back(std::move(S.F));
        });
  eachOccurrence(A, &FunctionSummary::Checked, [&](const Reached &R) {
    // Where the callers are not known, one of them may have made it so.
    if (R.Sure == Certainty::Unknown)
      return false;
    for (const BadState &Bad : kLeft)
      if (Bad.Is(R.At) && expects(Model(R.Function, R.Where.EventIndex), Bad.Need)) {
        Finding F = callFinding(Write, Rule, R);
        write(F, A.P.T, Callee(R.Function, R.Where.EventIndex), Bad.Words, R.At);
        Out.push_back(std::move(F));
        return true;
      }
    return false;
  });
}

} // namespace lockctx
