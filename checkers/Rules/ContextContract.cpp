//===- ContextContract.cpp - context-contract -----------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls of modelled functions whose `expects:` the state at the call contradicts: kfree_skb() with IRQs off, and the
/// like, and of functions whose kernel-doc says so. MaySleep of a model is for sleep-in-atomic; Held would need the
/// locks of all callers.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"
#include "Rules/Stretch.h"

using namespace llvm;

namespace lockctx {
namespace {

using What = Expectation::What;

/// States that a function must not be called in, and what a call in one of them is called in.
struct BadState {
  What Need;
  const char *Words;
  bool (*Is)(MachineState);
};

/// What someone made so: a finding stands where.
constexpr BadState kMade[] = {
    {What::IrqOn, "with IRQs off", [](MachineState At) { return At.IrqOff; }},
    {What::NotHardirq, "in hardirq", [](MachineState At) { return At.inInterrupt(); }},
    {What::NotSoftirq, "in softirq", [](MachineState At) { return At.Context == ExecContext::Softirq; }},
    {What::BhOn, "with BHs off", [](MachineState At) { return At.BhOff && !At.inInterrupt(); }},
    {What::MaySleep, "where it must not sleep", [](MachineState At) { return !At.maySleep(); }},
};

/// What nobody prevented: it stands at the call.
constexpr BadState kLeft[] = {
    {What::IrqOff, "with IRQs on", [](MachineState At) { return !At.IrqOff; }},
    {What::BhOff, "with BHs on", [](MachineState At) { return !At.BhOff && !At.IrqOff; }},
};

/// Whether \p M asks for it; that a callee of a model sleeps is for sleep-in-atomic to say.
bool expects(const CallModel &M, What Need) {
  return Need != What::MaySleep && any_of(M.Expects, [&](const Expectation &E) { return E.Need == Need; });
}

void write(Finding &F, const Program &P, SymbolId Function, const char *Words, MachineState At) {
  StringRef Callee = P.T.Symbols[Function].Name;
  if (const CallModel *M = P.T.Symbols[Function].Model; M && !M->Source.empty())
    F.Document = M->Source;
  else if (FuncId Of = P.definition(Function); Of != kNone && !P.Functions[Of].ContextSection.empty())
    F.Document = ("its kernel-doc: \"Context: " + P.Functions[Of].ContextSection + "\"").str();
  F.Headline = (Callee + "() called " + Words).str();
  F.Message = (Callee + "() must not be called " + Words + "; here it is (" + At.describe() + ").").str();
}

} // namespace

void runContextContract(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding> Before, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  auto Callee = [&](FuncId F, uint32_t EventIndex) { return A.P.Functions[F].Events[EventIndex].Callee; };
  auto Model = [&](FuncId F, uint32_t EventIndex) -> const CallModel & {
    return *A.P.T.Symbols[Callee(F, EventIndex)].Model;
  };
  StretchFinder Stretches(A, Rule, Write);
  std::set<SourceLocation> Sleeps; // where what it does is known, that is the better finding
  for (const Finding &F : Before)
    if (F.RuleId == StringRef("sleep-in-atomic"))
      Sleeps.insert(F.UnsafeSites.front().Loc);
  for (const BadState &Bad : kMade) {
    auto Documented = [&](FuncId F) { return is_contained(A.P.Functions[F].Documented, Bad.Need); };
    ForbiddenCalls Calls;
    for (FuncId F = 0; F < A.P.Functions.size(); ++F) {
      for (const Occurrence &O : A.Summaries[F].Checked)
        if (expects(Model(F, O.EventIndex), Bad.Need))
          Calls[F].push_back({O.EventIndex, O.State});
      for (const CallOccurrence &C : A.Summaries[F].Calls)
        if (any_of(C.Callees, Documented) && !A.P.Functions[F].Events[C.EventIndex].isIndirect())
          Calls[F].push_back({C.EventIndex, C.State});
    }
    // One call that several sections of a module lead to is one finding.
    std::map<std::tuple<FuncId, const Event *, uint32_t, Confidence, bool>, size_t> Known;
    Stretches.each(Bad.Is, Calls, [&](Stretch S) {
      if (Bad.Need == What::MaySleep && Sleeps.count(S.F.UnsafeSites.front().Loc))
        return;
      uint32_t Module = A.P.Functions[A.Contexts->variants()[S.V].Function].ModuleId;
      auto [It, New] = Known.try_emplace({S.Inner, &S.Call, Module, S.F.Sure, S.F.InitOnly}, Out.size());
      if (!New) {
        addSite(Out[It->second], std::move(S.F));
        return;
      }
      write(S.F, A.P, S.Call.Callee, Bad.Words, S.At);
      Out.push_back(std::move(S.F));
    });
  }
  eachOccurrence(A, &FunctionSummary::Checked, [&](const Reached &R) {
    // Where the callers are not known, one of them may have made it so.
    if (R.Sure == Certainty::Unknown)
      return false;
    for (const BadState &Bad : kLeft)
      if (Bad.Is(R.At) && expects(Model(R.Function, R.Where.EventIndex), Bad.Need)) {
        Finding F = callFinding(Write, Rule, R);
        write(F, A.P, Callee(R.Function, R.Where.EventIndex), Bad.Words, R.At);
        Out.push_back(std::move(F));
        return true;
      }
    return false;
  });
}

} // namespace lockctx
