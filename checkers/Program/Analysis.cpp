//===- Analysis.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/Analysis.h"
#include "Program/ContextCoverage.h"
#include "Program/LockDataflow.h"
#include "Program/LockKeys.h"

using namespace llvm;

namespace lockctx {
namespace {

/// Whom each function calls, or makes call back.
using CallGraph = ListOf<SmallVector<FuncId, 4>>;

/// Functions in bottom-up order, grouped into strongly connected components (Tarjan's algorithm, without recursion).
std::vector<std::vector<FuncId>> components(const CallGraph &Calls) {
  std::vector<std::vector<FuncId>> Result;
  std::vector<uint32_t> Index(Calls.size(), 0), Low(Calls.size(), 0);
  std::vector<bool> OnStack(Calls.size(), false);
  std::vector<FuncId> Stack;
  std::vector<std::pair<FuncId, size_t>> Frames;
  uint32_t Next = 1;
  for (FuncId Root = 0; Root < Calls.size(); ++Root) {
    if (Index[Root])
      continue;
    Frames.emplace_back(Root, 0);
    while (!Frames.empty()) {
      auto &[F, Child] = Frames.back();
      if (Child == 0) {
        Index[F] = Low[F] = Next++;
        Stack.push_back(F);
        OnStack[F] = true;
      }
      if (Child < Calls[F].size()) {
        FuncId To = Calls[F][Child++];
        if (!Index[To])
          Frames.emplace_back(To, 0);
        else if (OnStack[To])
          Low[F] = std::min(Low[F], Index[To]);
        continue;
      }
      FuncId Done = F;
      Frames.pop_back();
      if (!Frames.empty())
        Low[Frames.back().first] = std::min(Low[Frames.back().first], Low[Done]);
      if (Low[Done] != Index[Done])
        continue;
      std::vector<FuncId> Component;
      FuncId Member;
      do {
        Member = Stack.back();
        Stack.pop_back();
        OnStack[Member] = false;
        Component.push_back(Member);
      } while (Member != Done);
      Result.push_back(std::move(Component));
    }
  }
  return Result;
}

} // namespace

static SmallVector<FuncId, 4> callsOf(FuncId F, const Program &P, const PointerFlow &Pointers) {
  SmallVector<FuncId, 4> Calls;
  auto Add = [&](ArrayRef<FuncId> Callees) {
    for (FuncId C : Callees)
      if (!is_contained(Calls, C))
        Calls.push_back(C);
  };
  for (const Event &E : P.Functions[F].Events) {
    if (E.Kind != facts::EventKind::Call)
      continue;
    // A pointer that is a parameter is called by who passes it, so to say.
    if (!E.isIndirect() || !Pointers.parameterOf(E.Target))
      Add(Pointers.callees(F, E));
    for (const Value &Arg : E.Args)
      Add(Pointers.functionsIn(F, Arg));
  }
  return Calls;
}

/// An implementation of an operation that calls the same operation of another object (a saved table, the lower layer)
/// looks like a recursion. It is taken for none: of several functions that a call may reach, those that lead back to
/// the caller are left out.
static void dropDelegations(const Program &P, PointerFlow &Pointers, CallGraph &Calls) {
  auto Components = components(Calls);
  std::vector<uint32_t> ComponentOf(P.Functions.size());
  for (uint32_t I = 0; I < Components.size(); ++I)
    for (FuncId F : Components[I])
      ComponentOf[F] = I;
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    bool Changed = false;
    for (const Event &E : P.Functions[F].Events) {
      if (!E.isIndirect())
        continue;
      SmallVector<FuncId, 2> Callees = Pointers.callees(F, E), Back = Callees;
      erase_if(Back, [&](FuncId C) { return ComponentOf[C] != ComponentOf[F]; });
      if (Back.size() == Callees.size())
        continue;
      for (FuncId C : Back)
        Pointers.exclude(F, C);
      Changed |= !Back.empty();
    }
    if (Changed)
      Calls[F] = callsOf(F, P, Pointers);
  }
}

Analysis::Analysis(Program &P) : P((readLockKeys(P), P)), Pointers(P), Summaries(P.Functions.size()) {
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events)
      if (E.isIndirect()) {
        ++P.Seen.IndirectCalls;
        P.Seen.ResolvedIndirect += Pointers.entryOf(E) || !Pointers.callees(F, E).empty();
      }
  CallGraph Calls;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    Calls.push_back(callsOf(F, P, Pointers));
  dropDelegations(P, Pointers, Calls);
  LockDataflow Dataflow(P, Pointers, Summaries, Facts);
  for (const std::vector<FuncId> &Component : components(Calls)) {
    bool Recursive = Component.size() > 1 || is_contained(Calls[Component[0]], Component[0]);
    // Twice round a recursion: the second time every callee has been seen once. lockdep's classes do not grow with
    // the depth, so that more rounds find nothing new but deeper nesting of the same classes.
    for (unsigned Round = 0; Round < (Recursive ? 2 : 1); ++Round)
      for (FuncId F : Component)
        Summaries[F] = Dataflow.run(F);
  }
  Contexts = std::make_unique<ContextPropagation>(P, Pointers, Summaries);
  Usage = std::make_unique<LockUsage>(P, Pointers, Summaries, *Contexts);
  ContextCoverage C = coverContexts(P, Pointers, Summaries, *Contexts);
  P.Seen.Functions = C.Functions;
  P.Seen.KnownContext = C.Known;
  P.Seen.Reachable = C.Reachable;
  P.Seen.ReachableKnown = C.ReachableKnown;
}

} // namespace lockctx
