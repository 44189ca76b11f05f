//===- SleepInAtomic.cpp - sleep-in-atomic --------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Calls that may sleep where __might_resched() (kernel/sched/core.c) would complain: in softirq or hardirq, with BHs
/// or IRQs off, with a spinning lock held, in an RCU read section. The finding stands where the atomic stretch begins:
/// at the call, in the function that took the lock or in the callback that the kernel runs atomically, below which
/// something sleeps.
///
//===----------------------------------------------------------------------===//

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include <queue>
#include <tuple>

using namespace llvm;

namespace lockctx {
namespace {

/// A variant entered in a state.
using Point = std::pair<VariantId, uint8_t>;

/// For each point that is entered atomically, the sleeping call below it that takes the fewest guesses, then the
/// nearest: the point's own event, or the way on.
class NearestSleep {
public:
  struct Hop {
    uint32_t EventIndex, State; ///< State: of the summary, there.
    Point To;                   ///< {kNone, 0}: the event itself sleeps.
    unsigned Guesses;           ///< From here down.
    unsigned Length;
  };

  explicit NearestSleep(const Analysis &A) : A(A) {
    struct Way {
      Point From;
      uint32_t EventIndex, State;
      unsigned Guesses;
    };
    using Item = std::tuple<unsigned, unsigned, Point>; // guesses, length
    std::map<Point, std::vector<Way>> Callers;
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
        if (!(Entered >> X & 1) || MachineState::fromIndex(X).maySleep())
          continue;
        FuncId F = Variants[V].Function;
        const FunctionSummary &S = A.Summaries[F];
        if (const SleepOccurrence *O = direct(V, X))
          Improve({V, X}, {O->EventIndex,
                           O->State,
                           {kNone, 0},
                           guessAt(A, S.States[O->State], A.P.Functions[F].Events[O->EventIndex], 1).count(),
                           0});
        A.Contexts->eachCall(V, X, [&](const CallOccurrence &C, VariantId To, unsigned Y) {
          if (!MachineState::fromIndex(Y).maySleep())
            Callers[{To, uint8_t(Y)}].push_back(
                {{V, X},
                 C.EventIndex,
                 C.State,
                 guessAt(A, S.States[C.State], A.P.Functions[F].Events[C.EventIndex], C.Callees.size()).count()});
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

  const Hop *find(Point P) const {
    auto It = Next.find(P);
    return It == Next.end() ? nullptr : &It->second;
  }

  /// A sleeping call of the function itself that is reached atomically.
  const SleepOccurrence *direct(VariantId V, unsigned X) const {
    const Variant &Var = A.Contexts->variants()[V];
    const FunctionSummary &S = A.Summaries[Var.Function];
    for (const SleepOccurrence &O : S.Sleeps)
      if (sleeps(Var, O) && S.States[O.State].Feasible >> X & 1 && A.Contexts->possible(Var, S.States[O.State]) &&
          !S.States[O.State].at(MachineState::fromIndex(X)).maySleep())
        return &O;
    return nullptr;
  }

  bool sleeps(const Variant &V, const SleepOccurrence &O) const {
    if (O.GfpParam == kNone)
      return true;
    for (const ParamValue &K : V.Params)
      if (const PathInfo &Path = A.P.T.Paths[K.Path]; Path.Root == O.GfpParam && Path.Steps.empty())
        return K.IsConstant && (K.Constant & A.P.T.M.gfpDirectReclaim());
    return false;
  }

private:
  const Analysis &A;
  std::map<Point, Hop> Next;
};

class Rule {
public:
  Rule(const Analysis &A, const RuleInfo &Info, std::vector<Finding> &Out)
      : A(A), Info(Info), Out(Out), Write(A), Sleep(A) {}

  void run() {
    const auto &Variants = A.Contexts->variants();
    for (unsigned C = 0; C < kCertainties; ++C)
      for (VariantId V = 0; V < Variants.size(); ++V)
        for (uint8_t X = 0; X < MachineState::kCount; ++X)
          if (Variants[V].Entered.states(static_cast<Certainty>(C)) >> X & 1)
            visit(V, X, static_cast<Certainty>(C));
  }

private:
  void visit(VariantId V, uint8_t X, Certainty C) {
    bool EnteredAtomic = !MachineState::fromIndex(X).maySleep();
    // Further down, the stretch began above.
    if (EnteredAtomic && A.Contexts->origin(V, X, C).Caller != kNone)
      return;
    const Variant &Var = A.Contexts->variants()[V];
    const FunctionSummary &S = A.Summaries[Var.Function];
    for (const SleepOccurrence &O : S.Sleeps) {
      const LockState &At = S.States[O.State];
      if (Sleep.sleeps(Var, O) && At.Feasible >> X & 1 && A.Contexts->possible(Var, At) &&
          !At.at(MachineState::fromIndex(X)).maySleep())
        report(V, X, C, O.EventIndex, O.State, {kNone, 0});
    }
    A.Contexts->eachCall(V, X, [&](const CallOccurrence &Call, VariantId To, unsigned Y) {
      if (!MachineState::fromIndex(Y).maySleep() && Sleep.find({To, uint8_t(Y)}))
        report(V, X, C, Call.EventIndex, Call.State, {To, uint8_t(Y)});
    });
  }

  void report(VariantId V, uint8_t X, Certainty C, uint32_t EventIndex, uint32_t State, Point Below);

  const Analysis &A;
  const RuleInfo &Info;
  std::vector<Finding> &Out;
  WitnessWriter Write;
  NearestSleep Sleep;
  std::map<std::pair<FuncId, Place>, size_t> Reported;
};

void Rule::report(VariantId V, uint8_t X, Certainty C, uint32_t EventIndex, uint32_t State, Point Below) {
  const auto &Variants = A.Contexts->variants();
  FuncId F = Variants[V].Function;
  const Event &E = A.P.Functions[F].Events[EventIndex];
  // The best certainty comes first, so that the first report of a place stays.
  if (!Reported.try_emplace({F, E.At}, Out.size()).second)
    return;
  const LockState &S = A.Summaries[F].States[State];
  MachineState At = S.at(MachineState::fromIndex(X));
  Finding R;
  R.RuleId = Info.Id;
  R.Level = Info.Level;
  R.Document = Info.Document;
  unsigned Guesses = guessAt(A, S, E, 1).count();
  if (const NearestSleep::Hop *Hop = Below.first == kNone ? nullptr : Sleep.find(Below))
    Guesses += Hop->Guesses;
  if (C == Certainty::May || Guesses == 1)
    R.Sure = Confidence::Medium;
  if (Guesses > 1)
    R.Sure = Confidence::Low;
  R.InitOnly = C == Certainty::Init;
  R.Headline = "sleeping function called from invalid context";
  WitnessChain Chain = Write.chainTo(V, X, C, "how it gets to sleep");
  Chain.Steps.push_back(Write.eventStep(F, EventIndex, S, At));
  std::string Sleeper = E.Callee == kNone ? "a callback" : A.P.T.Symbols[E.Callee].Name.str() + "()";
  while (Below.first != kNone) {
    const NearestSleep::Hop *Hop = Sleep.find(Below);
    FuncId G = Variants[Below.first].Function;
    const Event &Inner = A.P.Functions[G].Events[Hop->EventIndex];
    ChainStep Step =
        Write.eventStep(G, Hop->EventIndex, A.Summaries[G].States[Hop->State], MachineState::fromIndex(Below.second));
    Step.Held = Chain.Steps.back().Held;
    Chain.Steps.push_back(std::move(Step));
    Sleeper = Inner.Callee == kNone ? "a callback" : A.P.T.Symbols[Inner.Callee].Name.str() + "()";
    Below = Hop->To;
  }
  Chain.Steps.back().What += ", which may sleep";
  std::string Why = S.ownAtomic() || S.Bh > 0 || S.Irq.K == IrqState::Off ? "" : "in a callback that must not sleep";
  for (const HeldLock &H : S.Held)
    if (isSpinning(H.Kind) && H.Class != kNone)
      Why = "with " + Write.className(H.Class).str() + " held";
  if (Why.empty())
    Why = S.Irq.K == IrqState::Off ? "with IRQs off"
          : S.Bh > 0               ? "with BHs off"
          : S.Rcu > 0              ? "in an RCU read section"
                                   : "with preemption off";
  R.Message = Sleeper + " may sleep, and is reached here " + Why + " (" + At.describe() + ").";
  R.UnsafeSites.push_back(Write.callSite(F, EventIndex, At, Info.Id));
  R.Chains.push_back(std::move(Chain));
  Out.push_back(std::move(R));
}

} // namespace

void runSleepInAtomic(const Analysis &A, const RuleInfo &Info, std::vector<Finding> &Out) { Rule(A, Info, Out).run(); }

} // namespace lockctx
