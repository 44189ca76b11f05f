//===- LockOrder.cpp - Circles in the lock graph --------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// lock-order: a circle of dependencies, as check_noncircular() of kernel/locking/lockdep.c finds it. A circle counts
/// if it is strong: nowhere is -(*R)-> followed by -(S*)-> (Documentation/locking/lockdep-design.rst).
/// sync-cancel-deadlock: a circle through something that is waited for. As lockdep's maps of timers and work items do,
/// a wait counts as taking a lock that the handler holds while it runs.
///
//===----------------------------------------------------------------------===//

#include "Program/LockKeys.h"
#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <deque>
#include <set>

using namespace llvm;

namespace lockctx {
namespace {

/// Longer circles rest on so many steps that few of them are real.
constexpr size_t kMaxLength = 4;

using Edge = std::pair<ClassId, ClassId>;

class Circles {
public:
  explicit Circles(const Analysis &A) : A(A), OwnKeys(classesOfOwnKeys(A.P)) {
    const auto &All = A.Usage->dependencies();
    for (const auto &[E, Ways] : All)
      if (E.first != E.second && !isOwn(E))
        Before[E.second].push_back(E.first);
    for (auto It = All.begin(); It != All.end();) {
      ClassId First = It->first.first;
      measure(First);
      for (; It != All.end() && It->first.first == First; ++It)
        if (It->first.second != First || A.Usage->isPseudo(First))
          find(It->first);
    }
  }
  /// Each as its classes in order; the last one leads to the first.
  std::vector<std::vector<ClassId>> All;

private:
  /// One of these locks is taken before the other class, another one after it: no circle.
  bool isOwn(Edge E) const { return OwnKeys.contains(E.first) || OwnKeys.contains(E.second); }

  /// Finds out from where \p Goal is reached in few enough steps: most of the graph leads to no circle.
  void measure(ClassId Goal) {
    Steps.clear();
    Steps[Goal] = 0;
    SmallVector<ClassId, 32> Todo{Goal};
    for (size_t I = 0; I < Todo.size(); ++I)
      if (uint8_t Next = Steps[Todo[I]] + 1; Next < kMaxLength)
        if (auto It = Before.find(Todo[I]); It != Before.end())
          for (ClassId C : It->second)
            if (Steps.try_emplace(C, Next).second)
              Todo.push_back(C);
  }

  /// The shortest circle that begins with \p First.
  void find(Edge First) {
    if (isOwn(First))
      return;
    if (First.first == First.second) {
      All.push_back({First.first});
      return;
    }
    std::deque<std::vector<ClassId>> Queue{{First.first, First.second}};
    std::set<ClassId> Seen{First.second};
    while (!Queue.empty()) {
      std::vector<ClassId> Path = std::move(Queue.front());
      Queue.pop_front();
      for (ClassId Next : A.Usage->successors(Path.back())) {
        auto Left = Steps.find(Next);
        if (Left == Steps.end() || Path.size() + Left->second > kMaxLength)
          continue;
        if (Next == First.first) {
          if (strong(Path) && Known.insert(canonical(Path)).second)
            All.push_back(canonical(Path));
          return;
        }
        if (Path.size() < kMaxLength && Seen.insert(Next).second) {
          Queue.push_back(Path);
          Queue.back().push_back(Next);
        }
      }
    }
  }

  static std::vector<ClassId> canonical(std::vector<ClassId> Path) {
    std::rotate(Path.begin(), std::min_element(Path.begin(), Path.end()), Path.end());
    return Path;
  }

  /// Whether some choice among the kinds of each dependency never has a recursive reader followed by a shared holder.
  bool strong(ArrayRef<ClassId> Path) const {
    SmallVector<uint8_t, kMaxLength> Kinds;
    for (size_t I = 0; I < Path.size(); ++I)
      Kinds.push_back(A.Usage->kinds(Path[I], Path[(I + 1) % Path.size()]));
    // What may be before the first one is what was chosen for the last.
    for (bool LastRecursive : {false, true}) {
      bool Recursive = LastRecursive, Possible = true;
      for (size_t I = 0; I < Kinds.size() && Possible; ++I) {
        uint8_t K = Kinds[I];
        if (Recursive)
          K &= ~(kSN | kSR);
        if (I + 1 == Kinds.size())
          K &= LastRecursive ? (kER | kSR) : (kEN | kSN);
        Possible = K != 0;
        Recursive = !(K & (kEN | kSN));
      }
      if (Possible)
        return true;
    }
    return false;
  }

  const Analysis &A;
  const DenseSet<ClassId> OwnKeys;
  DenseMap<ClassId, std::vector<ClassId>> Before; ///< Classes while which one is taken.
  DenseMap<ClassId, uint8_t> Steps;               ///< From a class to where a circle begins.
  std::set<std::vector<ClassId>> Known;
};

/// The innermost call that takes \p Taken for \p D.
std::pair<FuncId, uint32_t> innermostCall(const Analysis &A, const Dependency &D, ClassId Taken) {
  FuncId F = A.Contexts->variants()[D.Where.V].Function;
  uint32_t Home = A.Contexts->homeOf(D.Where.V);
  std::pair<FuncId, uint32_t> Innermost{F, D.EventIndex};
  F = D.Callee;
  for (unsigned Depth = 0; F != kNone && Depth < 64; ++Depth) {
    Home = A.Contexts->homeIn(Home, F);
    const ClassWitness *W = A.Usage->wayTo(F, {Taken, D.TakenRead}, Home);
    if (!W)
      break;
    Innermost = {F, W->EventIndex};
    F = W->Callee;
  }
  return Innermost;
}

/// The call that takes \p Taken for \p D where the other lock is held; below an entry point, whose caller holds it, the
/// innermost one.
std::pair<FuncId, uint32_t> takingCall(const Analysis &A, const Dependency &D, ClassId Taken) {
  if (D.HeldEvent != kNone)
    return {A.Contexts->variants()[D.Where.V].Function, D.EventIndex};
  return innermostCall(A, D, Taken);
}

/// Chooses a way for each dependency of a circle, in objects that can be the same and of kinds that make it strong.
class WayChooser {
public:
  WayChooser(const Analysis &A, ArrayRef<ClassId> Circle) : A(A), Circle(Circle) {}

  /// Nothing if there is no choice, or none that is found within the budget.
  std::vector<const Dependency *> choose() {
    if (!extend())
      Chosen.clear();
    return std::move(Chosen);
  }

private:
  static bool weak(const Dependency &Before, const Dependency &After) {
    return (Before.Kind & (kER | kSR)) && (After.Kind & (kSN | kSR));
  }
  bool fits(const Dependency &D) const {
    return all_of(Chosen, [&](const Dependency *W) {
      return A.P.related(A.Contexts->homeOf(W->Where.V), A.Contexts->homeOf(D.Where.V));
    });
  }
  /// Whether some of it runs only when another part has ended: work of an ordered workqueue cancels other such work,
  /// which is queued or done then, but does not run.
  bool inTurn() const {
    for (size_t I = 0; I < Chosen.size(); ++I) {
      size_t Next = (I + 1) % Circle.size();
      const Dependency &Wait = *Chosen[I], &Runs = *Chosen[Next];
      if (Wait.Turn == kNone || Wait.Turn != Runs.Turn || Runs.Entry == kNone || !A.Usage->isPseudo(Circle[Next]))
        continue;
      auto [F, Event] = innermostCall(A, Wait, Circle[Next]);
      const CallModel *M = A.P.modelOf(A.P.Functions[F].Events[Event]);
      if (M && any_of(M->Do, [](const Step &S) { return S.Dequeued; }))
        return true;
    }
    return false;
  }
  bool extend() {
    size_t I = Chosen.size();
    if (I == Circle.size())
      return !weak(*Chosen.back(), *Chosen.front()) && !inTurn();
    for (const Dependency &D : A.Usage->dependencies().at({Circle[I], Circle[(I + 1) % Circle.size()]})) {
      if (Budget == 0)
        return false;
      --Budget;
      if ((I != 0 && weak(*Chosen.back(), D)) || !fits(D))
        continue;
      Chosen.push_back(&D);
      if (extend())
        return true;
      Chosen.pop_back();
    }
    return false;
  }

  const Analysis &A;
  ArrayRef<ClassId> Circle;
  std::vector<const Dependency *> Chosen;
  unsigned Budget = 4096;
};

Finding circleFinding(const Analysis &A, const RuleInfo &Rule, ArrayRef<ClassId> Circle,
                      ArrayRef<const Dependency *> Ways) {
  WitnessWriter Write(A);
  Finding F = findingOf(Rule);
  for (const Dependency *D : Ways) {
    if (D->Where.Sure == Certainty::May)
      F.Sure = Confidence::Medium;
    if (D->Where.Sure == Certainty::Init)
      F.InitOnly = true;
  }
  if (Circle.size() > 2 && F.Sure == Confidence::High)
    F.Sure = Confidence::Medium;
  for (size_t I = 0; I < Circle.size(); ++I) {
    ClassId Held = Circle[I], Taken = Circle[(I + 1) % Circle.size()];
    std::string Title =
        A.Usage->isPseudo(Taken) ? "waits for " + Write.className(Taken).str() + " with " +
                                       Write.className(Held).str() + (A.Usage->isPseudo(Held) ? " running" : " held")
        : A.Usage->isPseudo(Held)
            ? Write.className(Taken).str() + " is taken while " + Write.className(Held).str() + " runs"
            : Write.className(Taken).str() + " is taken while " + Write.className(Held).str() + " is held";
    F.Chains.push_back(Write.chain(*Ways[I], Held, Taken, std::move(Title)));
  }
  // As print_circular_lock_scenario(): CPU0 closes the circle.
  std::vector<std::string> Names;
  for (ClassId C : Circle)
    Names.push_back(Write.className(C).str());
  auto Lock = [](const std::string &Name) { return "lock(" + Name + ");"; };
  F.Scenario = drawScenario(
      {{0, Lock(Names.back())}, {1, Lock(Names[Names.size() - 2])}, {1, Lock(Names.back())}, {0, Lock(Names.front())}});
  if (Circle.size() > 2)
    F.Scenario.insert(F.Scenario.begin(),
                      {"Chain exists of:", "  " + join(Names, " --> "), "", " Possible unsafe locking scenario:", ""});
  return F;
}

} // namespace

void runLockOrder(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  for (const std::vector<ClassId> &Circle : Circles(A).All) {
    auto Ways = WayChooser(A, Circle).choose();
    if (Ways.empty() || any_of(Circle, [&](ClassId C) { return A.Usage->isPseudo(C); }))
      continue;
    Finding F = circleFinding(A, Rule, Circle, Ways);
    F.Headline = "possible circular locking dependency detected";
    F.SafeClass = Write.className(Circle[0]).str();
    F.SafeClassFile = Write.classFile(Circle[0]);
    F.SafeClassUsage = Write.usage(Circle[0]);
    Write.setLockClass(F, Circle[1]);
    std::string Order;
    for (size_t I = 0; I < Circle.size(); ++I) {
      const Dependency &D = *Ways[I];
      auto [Function, Event] = takingCall(A, D, Circle[(I + 1) % Circle.size()]);
      F.UnsafeSites.push_back(Write.callSite(Function, Event, MachineState::fromIndex(D.Where.State), Rule.Id));
      Order += Write.className(Circle[I]).str() + " --> ";
    }
    F.Message = "These locks are taken in a circle: " + Order + Write.className(Circle[0]).str() +
                ". Two tasks that are in the middle of it wait for each other. Take them in one order everywhere, or "
                "release the one before the other is taken.";
    Out.push_back(std::move(F));
  }
}

namespace {

/// A handler waits for itself: a finding at each call of the handler below which it does.
void reportSelfWait(const Analysis &A, const RuleInfo &Rule, const WitnessWriter &Write, const Dependency &Runs,
                    ClassId Waited, std::set<std::pair<FuncId, Place>> &Reported, std::vector<Finding> &Out) {
  const UsageWitness &W = Runs.Where;
  FuncId F = A.Contexts->variants()[W.V].Function;
  const FunctionSummary &S = A.Summaries[F];
  auto Report = [&](uint32_t EventIndex, uint32_t State, FuncId Callee) {
    const LockState &Here = S.States[State];
    if (!(Here.Feasible >> W.State & 1) || !A.Contexts->possible(A.Contexts->variants()[W.V], Here) ||
        !Reported.insert({F, A.P.Functions[F].Events[EventIndex].At}).second)
      return;
    MachineState At = Here.at(MachineState::fromIndex(W.State));
    Finding Found = findingOf(Rule);
    Found.Sure = W.Sure == Certainty::May ? Confidence::Medium : Confidence::High;
    Found.InitOnly = W.Sure == Certainty::Init;
    Found.Headline = "possible recursive locking detected";
    WitnessChain Chain = Write.chainTo(W.V, W.State, W.Sure, "how it gets to wait for itself");
    Chain.Steps.push_back(Write.eventStep(F, EventIndex, Here, At));
    if (Callee != kNone)
      Write.descend(Callee, {Waited}, A.Contexts->homeIn(A.Contexts->homeOf(W.V), Callee), Chain, At.describe());
    FindingSite Site = Write.callSite(F, EventIndex, At, Rule.Id);
    Found.Message = "In " + A.P.nameOf(F).str() + "(), " + Site.Code + " waits for " + Write.className(Waited).str() +
                    ", which runs that function: it never ends.";
    Found.Chains.push_back(std::move(Chain));
    Found.UnsafeSites.push_back(std::move(Site));
    Found.Scenario = drawRecursion(Write.className(Waited));
    Out.push_back(std::move(Found));
  };
  for (const Acquisition &Q : S.Acquisitions)
    if (Q.Class == Waited)
      Report(Q.EventIndex, Q.State, Q.Callee);
  for (const CallOccurrence &C : S.Calls)
    for (FuncId Callee : C.Callees) {
      auto It = A.Summaries[Callee].Classes.find({Waited});
      if (It == A.Summaries[Callee].Classes.end() || !A.Contexts->compatible(W.V, Callee))
        continue;
      unsigned Entered = S.States[C.State].at(MachineState::fromIndex(W.State)).index();
      if (It->second.Feasible >> Entered & 1 &&
          A.Contexts->possibleBelow(A.Contexts->variants()[W.V], C, It->second.Guards))
        Report(C.EventIndex, C.State, Callee);
    }
}

} // namespace

void runSyncCancel(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  std::set<std::pair<FuncId, Place>> Reported;
  for (const std::vector<ClassId> &Circle : Circles(A).All) {
    auto Waited = find_if(Circle, [&](ClassId C) { return A.Usage->isPseudo(C); });
    if (Waited == Circle.end())
      continue;
    if (Circle.size() == 1) {
      for (const Dependency &Runs : A.Usage->dependencies().at({*Waited, *Waited}))
        if (Runs.Entry != kNone)
          reportSelfWait(A, Rule, Write, Runs, *Waited, Reported, Out);
      continue;
    }
    auto Ways = WayChooser(A, Circle).choose();
    if (Ways.empty())
      continue;
    size_t Of = Waited - Circle.begin();
    const Dependency &Wait = *Ways[(Of + Circle.size() - 1) % Circle.size()], &Runs = *Ways[Of];
    auto [F, WaitEvent] = takingCall(A, Wait, *Waited);
    if (Runs.Entry == kNone || !Reported.insert({F, A.P.Functions[F].Events[WaitEvent].At}).second)
      continue;
    ClassId Held = Circle[(Of + Circle.size() - 1) % Circle.size()];
    std::string Handler = A.P.nameOf(A.Contexts->entryPoints()[Runs.Entry].Function).str() + "()";
    // The side that is to change comes first.
    std::vector<ClassId> Turned = Circle;
    std::rotate(Turned.begin(), llvm::find(Turned, Held), Turned.end());
    std::rotate(Ways.begin(), llvm::find(Ways, &Wait), Ways.end());
    Finding Found = circleFinding(A, Rule, Turned, Ways);
    Found.Headline = "possible circular locking dependency detected";
    Found.UnsafeSites.push_back(Write.callSite(F, WaitEvent, MachineState::fromIndex(Wait.Where.State), Rule.Id));
    std::string What = Found.UnsafeSites.front().Code + " waits for " + Handler;
    if (A.Usage->isPseudo(Held)) {
      Found.Message = What + " to end, which waits for what runs here.";
    } else {
      Write.setLockClass(Found, Held);
      Found.Message =
          What + " to end while " + Found.LockClass + " is held, and " + Handler +
          (Circle.size() == 2 ? " waits for that lock: neither" : " waits for what waits for that lock: none") +
          " goes on. Release it first, or do not wait here.";
    }
    Out.push_back(std::move(Found));
  }
}

} // namespace lockctx
