//===- Analysis.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/Analysis.h"
#include "Program/ContextCoverage.h"
#include "Program/LockDataflow.h"
#include "Program/LockKeys.h"
#include "Support/Parallel.h"
#include <condition_variable>
#include <numeric>

using namespace llvm;

namespace lockctx {
namespace {

using CallGraph = Analysis::CallGraph;

/// Strongly connected components, each after those that it calls (Tarjan's algorithm, without recursion).
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

/// By function, the component that it is in.
std::vector<uint32_t> componentOf(const std::vector<std::vector<FuncId>> &Components, size_t Functions) {
  std::vector<uint32_t> Of(Functions);
  for (uint32_t I = 0; I < Components.size(); ++I)
    for (FuncId F : Components[I])
      Of[F] = I;
  return Of;
}

/// Goes through the strongly connected components of a call graph, from the leaves up.
class BottomUp {
public:
  explicit BottomUp(const CallGraph &Calls)
      : Components(components(Calls)), Callers(Components.size()), Awaited(Components.size()), Left(Components.size()) {
    auto Of = componentOf(Components, Calls.size());
    for (uint32_t I = 0; I < Components.size(); ++I)
      for (FuncId F : Components[I])
        for (FuncId Callee : Calls[F])
          if (uint32_t Called = Of[Callee]; Called != I && (Callers[Called].empty() || Callers[Called].back() != I)) {
            Callers[Called].push_back(I);
            ++Awaited[I];
          }
    for (uint32_t I = Components.size(); I-- > 0;)
      if (!Awaited[I])
        Ready.push_back(I);
  }

  /// \p Do for each component, after it was done for those that it calls; for several at once.
  void forEach(function_ref<void(ArrayRef<FuncId>)> Do) {
    constexpr size_t kFew = 200; // less work than to start threads
    if (Left <= kFew)
      work(Do);
    else
      inEachThread([&] { work(Do); });
  }

private:
  void work(function_ref<void(ArrayRef<FuncId>)> Do) {
    std::unique_lock<std::mutex> Mine(Lock);
    while (Left) {
      if (Ready.empty()) {
        Changed.wait(Mine);
        continue;
      }
      // The last one: what it calls has just been done, and is at hand.
      uint32_t Next = Ready.pop_back_val();
      Mine.unlock();
      Do(Components[Next]);
      Mine.lock();
      --Left;
      for (uint32_t Caller : Callers[Next])
        if (!--Awaited[Caller])
          Ready.push_back(Caller);
      Changed.notify_all();
    }
  }

  const std::vector<std::vector<FuncId>> Components;
  ListOf<SmallVector<uint32_t, 2>> Callers; ///< By component, as the rest.
  std::vector<uint32_t> Awaited;            ///< How many that it calls are not done.
  std::mutex Lock;                          ///< For what follows.
  std::condition_variable Changed;
  SmallVector<uint32_t, 0> Ready;
  size_t Left;
};

/// Numbers lock classes anew, as Tables::sortClasses() says.
void renumberClasses(FunctionSummary &S, ClassId First, ArrayRef<ClassId> New) {
  auto Renumber = [&](ClassId &C) {
    if (C != kNone && C >= First)
      C = New[C - First];
  };
  auto EachHeld = [&](LockState &State) {
    for (HeldLock &H : State.Held)
      Renumber(H.Class);
  };
  for (LockState &State : S.States)
    EachHeld(State);
  for (Exit &X : S.Exits)
    EachHeld(X.State);
  for (Acquisition &A : S.Acquisitions)
    Renumber(A.Class);
  for (Release &R : S.Releases)
    Renumber(R.Class);
  for (Recursion &R : S.Recursions)
    Renumber(R.Class);
  std::map<TakenClass, ClassWitness> Classes;
  while (!S.Classes.empty()) {
    auto Taken = S.Classes.extract(S.Classes.begin());
    Renumber(Taken.key().Class);
    Classes.insert(std::move(Taken));
  }
  S.Classes = std::move(Classes);
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
  auto ComponentOf = componentOf(Components, P.Functions.size());
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

/// Goes once through the functions of a strongly connected component, in their order: each sees those before it as they
/// are now, and those after it as they were.
void Analysis::summarize(ArrayRef<FuncId> Component, const CallGraph &Calls, const TableRows &Rows) {
  constexpr size_t kFew = 64;
  if (Component.size() <= kFew) {
    for (FuncId F : Component)
      Summaries[F] = LockDataflow(P, Pointers, Rows, [&](FuncId G) -> auto & { return Summaries[G]; }, Facts).run(F);
    return;
  }
  // Half of a kernel may be one component.
  DenseMap<FuncId, uint32_t> Number;
  for (FuncId F : Component)
    Number.try_emplace(F, Number.size());
  CallGraph Earlier;
  for (FuncId F : Component) {
    Earlier.emplace_back();
    for (FuncId Callee : Calls[F])
      if (auto It = Number.find(Callee); It != Number.end() && It->second < Earlier.size() - 1)
        Earlier.back().push_back(It->second);
  }
  std::vector<FunctionSummary> New(Component.size());
  BottomUp(Earlier).forEach([&](ArrayRef<uint32_t> One) {
    uint32_t I = One.front();
    auto SummaryOf = [&](FuncId G) -> const FunctionSummary & {
      auto It = Number.find(G);
      return It != Number.end() && It->second < I ? New[It->second] : Summaries[G];
    };
    New[I] = LockDataflow(P, Pointers, Rows, SummaryOf, Facts).run(Component[I]);
  });
  for (auto [F, Summary] : zip_equal(Component, New))
    Summaries[F] = std::move(Summary);
}

Analysis::Analysis(Program &P) : P((readLockKeys(P), P)), Pointers(P), Summaries(P.Functions.size()) {
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events)
      if (E.isIndirect()) {
        ++P.Seen.IndirectCalls;
        P.Seen.ResolvedIndirect += Pointers.entryOf(E) || !Pointers.callees(F, E).empty();
      }
  CallGraph Calls(P.Functions.size());
  forEachAtOnce(Calls.size(), [&](size_t F) { Calls[F] = callsOf(F, P, Pointers); });
  dropDelegations(P, Pointers, Calls);
  const TableRows Rows(P);
  const ClassId FirstNew = P.T.Classes.size();
  BottomUp(Calls).forEach([&](ArrayRef<FuncId> Component) {
    bool Recursive = Component.size() > 1 || is_contained(Calls[Component[0]], Component[0]);
    // Twice round a recursion: the second time every callee has been seen once. lockdep's classes do not grow with
    // the depth, so that more rounds find nothing new but deeper nesting of the same classes.
    for (unsigned Round = 0; Round < (Recursive ? 2 : 1); ++Round)
      summarize(Component, Calls, Rows);
  });
  std::vector<ClassId> Numbers = P.T.sortClasses(FirstNew);
  for (FunctionSummary &S : Summaries)
    renumberClasses(S, FirstNew, Numbers);
  Contexts = std::make_unique<ContextPropagation>(P, Pointers, Summaries);
  ContextCoverage C;
  atOnce([&] { C = coverContexts(P, Pointers, Summaries, *Contexts); },
         [&] { Usage = std::make_unique<LockUsage>(P, Pointers, Summaries, *Contexts); });
  P.Seen.Functions = C.Functions;
  P.Seen.KnownContext = C.Known;
  P.Seen.Reachable = C.Reachable;
  P.Seen.ReachableKnown = C.ReachableKnown;
}

} // namespace lockctx
