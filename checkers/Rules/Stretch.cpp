//===- Stretch.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Rules/Stretch.h"
#include <queue>
#include <tuple>

using namespace llvm;

namespace lockctx {
namespace {

/// A variant entered in a state.
using Point = std::pair<VariantId, uint8_t>;

class Stretches {
public:
  Stretches(const Analysis &A, const RuleInfo &Info, const WitnessWriter &Write, function_ref<bool(MachineState)> Bad,
            const ForbiddenCalls &Calls, std::set<std::pair<FuncId, Place>> &Done, function_ref<void(Stretch)> Report)
      : A(A), Info(Info), Write(Write), Calls(Calls), Done(Done), Report(Report) {
    for (uint8_t X = 0; X < MachineState::kCount; ++X)
      IsBad[X] = Bad(MachineState::fromIndex(X));
  }

  void run(ArrayRef<SmallVector<FuncId, 2>> Callers) {
    findFunctions(Callers);
    search();
    const auto &Variants = A.Contexts->variants();
    for (unsigned C = 0; C < kCertainties; ++C)
      for (VariantId V = 0; V < Variants.size(); ++V)
        for (uint8_t X = 0; X < MachineState::kCount && Leads[Variants[V].Function]; ++X)
          if (Variants[V].Entered.states(static_cast<Certainty>(C)) >> X & 1)
            visit(V, X, static_cast<Certainty>(C));
  }

private:
  struct Hop {
    uint32_t EventIndex, State; ///< State: of the summary, there.
    Point To;                   ///< {kNone, 0}: the event itself is the forbidden call.
    unsigned Guesses;           ///< From here down.
    unsigned Length;
  };

  /// The forbidden calls of \p V's function that are reached in a bad state when it is entered in \p X.
  void eachDirect(VariantId V, uint8_t X, function_ref<void(Forbidden)> Do) const {
    const Variant &Var = A.Contexts->variants()[V];
    const FunctionSummary &S = A.Summaries[Var.Function];
    auto It = Calls.find(Var.Function);
    if (It == Calls.end())
      return;
    for (const Forbidden &O : It->second) {
      const LockState &At = S.States[O.State];
      if (At.Feasible >> X & 1 && IsBad[At.at(MachineState::fromIndex(X)).index()] && mayBe(Var, O) &&
          A.Contexts->possible(Var, At))
        Do(O);
    }
  }

  /// The calls of \p V, entered in \p X, that may lead to a forbidden one, by the points in a bad state that they
  /// enter.
  void eachWayDown(VariantId V, uint8_t X, function_ref<void(const CallOccurrence &, Point)> Do) const {
    FuncId F = A.Contexts->variants()[V].Function;
    A.Contexts->eachCall(V, X, Leads, [&](const CallOccurrence &C, VariantId To, unsigned Y) {
      if (IsBad[Y] && !C.isModelled(A.P, A.P.Functions[F]))
        Do(C, {To, uint8_t(Y)});
    });
  }

  /// Whether \p O is forbidden in \p V: there it may sleep.
  bool mayBe(const Variant &V, const Forbidden &O) const {
    if (O.GfpParam == kNone)
      return true;
    for (const ParamValue &K : V.Params)
      if (const PathInfo &Path = A.P.T.Paths[K.Path]; Path.Root == O.GfpParam && Path.Steps.empty())
        return K.IsConstant && (K.Constant & A.P.T.M.gfpDirectReclaim());
    return false;
  }

  void findFunctions(ArrayRef<SmallVector<FuncId, 2>> Callers);
  void search();
  void visit(VariantId V, uint8_t X, Certainty C);
  void report(VariantId V, uint8_t X, Certainty C, uint32_t EventIndex, uint32_t State, Point Below);

  const Analysis &A;
  const RuleInfo &Info;
  const WitnessWriter &Write;
  const ForbiddenCalls &Calls;
  std::set<std::pair<FuncId, Place>> &Done;
  function_ref<void(Stretch)> Report;
  bool IsBad[MachineState::kCount];
  BitVector Leads; ///< Functions that make forbidden calls or lead to one, whatever the state.
  /// For each point that is entered in a bad state, the way down to the forbidden call that takes the fewest guesses,
  /// then the shortest.
  DenseMap<Point, Hop> Next;
};

void Stretches::findFunctions(ArrayRef<SmallVector<FuncId, 2>> Callers) {
  Leads.resize(A.P.Functions.size());
  SmallVector<FuncId, 0> Todo;
  auto Add = [&](FuncId F) {
    if (Leads[F])
      return;
    Leads.set(F);
    Todo.push_back(F);
  };
  for (const auto &[F, All] : Calls)
    Add(F);
  while (!Todo.empty())
    for (FuncId F : Callers[Todo.pop_back_val()])
      Add(F);
}

void Stretches::search() {
  struct Way {
    Point From;
    uint32_t EventIndex, State;
    unsigned Guesses;
  };
  using Item = std::tuple<unsigned, unsigned, Point>; // guesses, length
  DenseMap<Point, SmallVector<Way, 1>> Callers;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> Todo;
  const auto &Variants = A.Contexts->variants();
  auto Improve = [&](Point P, const Hop &H) {
    auto [It, New] = Next.try_emplace(P, H);
    if (!New && std::tie(It->second.Guesses, It->second.Length) <= std::tie(H.Guesses, H.Length))
      return;
    It->second = H;
    Todo.push({H.Guesses, H.Length, P});
  };
  for (VariantId V = 0; V < Variants.size(); ++V)
    for (uint8_t X = 0; X < MachineState::kCount; ++X) {
      StateSet Entered = Variants[V].Entered.states() | Variants[V].Entered.states(Certainty::Unknown);
      FuncId F = Variants[V].Function;
      if (!(Entered >> X & 1) || !IsBad[X] || !Leads[F])
        continue;
      const FunctionSummary &S = A.Summaries[F];
      auto Guesses = [&](uint32_t EventIndex, uint32_t State, size_t Callees) {
        return guessAt(A, S.States[State], A.P.Functions[F].Events[EventIndex], Callees).count();
      };
      eachDirect(V, X, [&](Forbidden O) {
        Improve({V, X}, {O.EventIndex, O.State, {kNone, 0}, Guesses(O.EventIndex, O.State, 1), 0});
      });
      eachWayDown(V, X, [&](const CallOccurrence &C, Point To) {
        Callers[To].push_back({{V, X}, C.EventIndex, C.State, Guesses(C.EventIndex, C.State, C.Callees.size())});
      });
    }
  while (!Todo.empty()) {
    auto [Guesses, Length, P] = Todo.top();
    Todo.pop();
    const Hop &Mine = Next.at(P);
    auto It = Callers.find(P);
    if (It == Callers.end() || Mine.Guesses != Guesses || Mine.Length != Length)
      continue;
    for (const Way &W : It->second)
      Improve(W.From, {W.EventIndex, W.State, P, Guesses + W.Guesses, Length + 1});
  }
}

void Stretches::visit(VariantId V, uint8_t X, Certainty C) {
  // Further down, the stretch began above.
  if (IsBad[X] && A.Contexts->origin(V, X, C).Caller != kNone)
    return;
  eachDirect(V, X, [&](Forbidden O) { report(V, X, C, O.EventIndex, O.State, {kNone, 0}); });
  eachWayDown(V, X, [&](const CallOccurrence &Call, Point To) {
    if (Next.count(To))
      report(V, X, C, Call.EventIndex, Call.State, To);
  });
}

void Stretches::report(VariantId V, uint8_t X, Certainty C, uint32_t EventIndex, uint32_t State, Point Below) {
  const auto &Variants = A.Contexts->variants();
  FuncId F = Variants[V].Function;
  const Event *E = &A.P.Functions[F].Events[EventIndex];
  // The best certainty comes first, so that the first report of a place stays.
  if (!Done.insert({F, E->At}).second)
    return;
  const LockState &S = A.Summaries[F].States[State];
  MachineState At = S.at(MachineState::fromIndex(X));
  Finding R = findingOf(Info);
  unsigned Guesses = guessAt(A, S, *E, 1).count();
  if (Below.first != kNone)
    Guesses += Next.at(Below).Guesses;
  if (C == Certainty::May || Guesses == 1)
    R.Sure = Confidence::Medium;
  if (Guesses > 1)
    R.Sure = Confidence::Low;
  R.InitOnly = C == Certainty::Init;
  R.UnsafeSites.push_back(Write.callSite(F, EventIndex, At, Info.Id));
  WitnessChain Chain = Write.chainTo(V, X, C, "how it gets there");
  Chain.Steps.push_back(Write.eventStep(F, EventIndex, S, At));
  FuncId Inner = F;
  while (Below.first != kNone) {
    const Hop &Hop = Next.at(Below);
    Inner = Variants[Below.first].Function;
    E = &A.P.Functions[Inner].Events[Hop.EventIndex];
    ChainStep Step = Write.eventStep(Inner, Hop.EventIndex, A.Summaries[Inner].States[Hop.State],
                                     MachineState::fromIndex(Below.second));
    Step.Held = Chain.Steps.back().Held;
    Chain.Steps.push_back(std::move(Step));
    Below = Hop.To;
  }
  R.Chains.push_back(std::move(Chain));
  Report({V, X, S, At, Inner, *E, std::move(R)});
}

} // namespace

StretchFinder::StretchFinder(const Analysis &A, const RuleInfo &Rule, const WitnessWriter &Write)
    : A(A), Rule(Rule), Write(Write), Callers(A.P.Functions.size()) {
  for (FuncId F = 0; F < A.P.Functions.size(); ++F)
    for (const CallOccurrence &C : A.Summaries[F].Calls)
      for (FuncId Callee : C.isModelled(A.P, A.P.Functions[F]) ? ArrayRef<FuncId>() : ArrayRef<FuncId>(C.Callees))
        if (Callers[Callee].empty() || Callers[Callee].back() != F)
          Callers[Callee].push_back(F);
}

void StretchFinder::each(function_ref<bool(MachineState)> Bad, const ForbiddenCalls &Calls,
                         function_ref<void(Stretch)> Report) {
  if (!Calls.empty())
    Stretches(A, Rule, Write, Bad, Calls, Done, Report).run(Callers);
}

} // namespace lockctx
