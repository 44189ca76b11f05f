//===- LockUsage.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/LockUsage.h"
#include "Support/Parallel.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace llvm;

namespace lockctx {

std::vector<const LockSite *> ClassUsage::with(UsageBit B) const {
  std::vector<const LockSite *> Result;
  for (const LockSite &S : Sites)
    if (S.Bits[B.index()].valid())
      Result.push_back(&S);
  stable_sort(Result, [&](const LockSite *A, const LockSite *C) {
    return A->Bits[B.index()].sure() < C->Bits[B.index()].sure();
  });
  return Result;
}

std::optional<Certainty> ClassUsage::certainty(UsageBit B) const {
  std::optional<Certainty> Best;
  for (const LockSite &S : Sites)
    if (const UsageWitnesses &W = S.Bits[B.index()]; W.valid() && (!Best || W.sure() < *Best))
      Best = W.sure();
  return Best;
}

/// As get_usage_char(): '.' neither, '-' in the interrupt, '+' with it enabled, '?' both.
static std::string notationOf(const ClassUsage &U) {
  auto Has = [&](UsageBit B) { return any_of(U.Sites, [&](const LockSite &S) { return S.Bits[B.index()].valid(); }); };
  std::string Text = "{";
  for (Irq Which : {Irq::Hardirq, Irq::Softirq})
    for (bool Read : {false, true}) {
      bool In = Has({Which, true, Read}), On = Has({Which, false, Read});
      Text += In && On ? '?' : In ? '-' : On ? '+' : '.';
    }
  return Text + "}";
}

ArrayRef<ClassId> LockUsage::successors(ClassId C) const {
  auto It = Next.find(C);
  return It == Next.end() ? ArrayRef<ClassId>() : ArrayRef<ClassId>(It->second);
}

MachineState LockUsage::stateAt(const LockSite &Site, const UsageWitness &W) const {
  if (Site.Entry != kNone)
    return MachineState::fromIndex(W.State);
  const FunctionSummary &S = Summaries[Site.Function];
  uint32_t State = Site.IsEnabling ? S.Enables[Site.Index].State : S.Acquisitions[Site.Index].State;
  const LockState &At = S.States[State];
  MachineState Entry = MachineState::fromIndex(W.State);
  return Site.IsEnabling ? S.Enables[Site.Index].after(At).at(Entry) : At.at(Entry);
}

/// Keeps the best of each key, at most \p Most of them, best first. \p KeyOf gives the certainty and the key.
template <typename List, typename T, typename KeyFn>
static void addWitness(List &All, const T &New, size_t Most, KeyFn KeyOf) {
  auto [Sure, Key] = KeyOf(New);
  for (auto It = All.begin(); It != All.end(); ++It)
    if (KeyOf(*It).second == Key) {
      if (KeyOf(*It).first <= Sure)
        return;
      All.erase(It);
      break;
    }
  if (All.size() < Most)
    All.insert(
        std::upper_bound(All.begin(), All.end(), Sure, [&](Certainty S, const auto &X) { return S < KeyOf(X).first; }),
        New);
}

/// More homes of one lock class than these say nothing new.
constexpr size_t kMaxHomes = 8;

void LockUsage::mark(LockSite &Site, UsageBit B, const UsageWitness &W) {
  addWitness(Site.Bits[B.index()].All, W, kMaxHomes,
             [&](const UsageWitness &O) { return std::make_pair(O.Sure, Contexts.homeOf(O.V)); });
}

/// Whether BHs are off for a reason that says something of the module: its entry point's contract, or its own doing.
bool LockUsage::ownBhOff(VariantId V, unsigned State, Certainty C, const LockState &S) const {
  if (S.Bh > 0)
    return true;
  const EntryPoint *Entry = nullptr;
  auto Hops = Contexts.chain(V, State, C, Entry);
  StringRef Module = P.Functions[Contexts.variants()[V].Function].Module;
  return all_of(Hops, [&](const ContextPropagation::Hop &H) {
    const Function &F = P.Functions[Contexts.variants()[H.V].Function];
    // A callback that is passed to another module is called by that one.
    FuncId Called = H.EventIndex == kNone || F.Events[H.EventIndex].isIndirect()
                        ? kNone
                        : P.definition(F.Events[H.EventIndex].Callee);
    return F.Module == Module && (Called == kNone || P.Functions[Called].Module == Module);
  });
}

void LockUsage::addSite(ClassId C, LockSite Site, const LockState &S, const Variant &Var, VariantId V) {
  auto [It, New] = SiteIds.try_emplace({C, Site.Function, Site.IsEnabling, Site.Index}, Classes[C].Sites.size());
  if (New)
    Classes[C].Sites.push_back(Site);
  LockSite &Mine = Classes[C].Sites[It->second];
  // Who takes back the caller's lock as the caller had it adds nothing to what the caller's site says, and where the
  // caller does not hold it at all, that is another mistake.
  bool Retakes = !Site.IsEnabling && S.Bh >= 0 && S.Irq.K == IrqState::Entry &&
                 any_of(S.Dropped, [&](PathId D) { return P.classIn(P.Functions[Site.Function], D) == C; });
  for (unsigned Sure = 0; Sure < kKnownCertainties; ++Sure)
    for (unsigned Entry = 0; Entry < MachineState::kCount; ++Entry) {
      if (!(Var.Entered.states(static_cast<Certainty>(Sure)) & S.Feasible & 1u << Entry))
        continue;
      MachineState At = S.at(MachineState::fromIndex(Entry));
      UsageWitness W{V, static_cast<uint8_t>(Entry), static_cast<Certainty>(Sure)};
      if (!Mine.Reached.valid() || W.Sure < Mine.Reached.Sure)
        Mine.Reached = W;
      // Who blocks in an interrupt has slept there before lockdep looks: the rule sleep-in-atomic speaks of that.
      if (!Site.Try && !Site.IsEnabling && !mayBlock(Site.Kind)) {
        if (At.Context == ExecContext::Hardirq)
          mark(Mine, {Irq::Hardirq, true, Site.Read}, W);
        if (At.Context == ExecContext::Softirq)
          mark(Mine, {Irq::Softirq, true, Site.Read}, W);
      }
      if (!At.IrqOff && !Retakes) {
        mark(Mine, {Irq::Hardirq, false, Site.Read}, W);
        if (!At.BhOff)
          mark(Mine, {Irq::Softirq, false, Site.Read}, W);
      }
      if (At.Context == ExecContext::Task && At.BhOff && !Site.IsEnabling && !Mine.BhOffTask.valid() &&
          ownBhOff(V, Entry, static_cast<Certainty>(Sure), S))
        Mine.BhOffTask = W;
    }
}

/// mark_held_locks(): only what really turns something on marks, and only what is held then.
void LockUsage::addEnabling(VariantId V, uint32_t Index) {
  const Variant &Var = Contexts.variants()[V];
  const Enabling &E = Summaries[Var.Function].Enables[Index];
  const LockState &Before = Summaries[Var.Function].States[E.State];
  if (Before.Held.empty() || !Contexts.possible(Var, Before))
    return;
  StateChange ToBefore = Before.change(), ToAfter = ToBefore.with(E.Bh, E.Irq);
  for (const HeldLock &H : Before.Held) {
    if (H.Class == kNone)
      continue;
    StateChange ToTaking = Before.changeToTaking(H);
    StateSet From = 0;
    for (unsigned I = 0; I < MachineState::kCount; ++I) {
      MachineState Entry = MachineState::fromIndex(I);
      if (!(Before.Feasible >> I & 1))
        continue;
      MachineState A = ToBefore(Entry), B = ToAfter(Entry), Taken = ToTaking(Entry);
      // What was on when the lock was taken marked it there; that site is to be mended, not this one.
      if (!Taken.IrqOff && !B.IrqOff && (B.BhOff || !Taken.BhOff))
        continue;
      if (A.Context != ExecContext::Nmi && ((A.IrqOff && !B.IrqOff) || (A.BhOff && !B.BhOff && !B.IrqOff)))
        From |= 1u << I;
    }
    if (!From)
      continue;
    LockState After = E.after(Before);
    After.Feasible = From;
    addSite(H.Class, LockSite{Var.Function, true, Index, E.EventIndex, H.Kind, H.Read, false, kNone, {}, {}, {}}, After,
            Var, V);
  }
}

/// The ordered workqueue on which \p W is reached, if it is.
ClassId LockUsage::turnOf(const UsageWitness &W) {
  auto [It, New] = Turns.try_emplace({W.V, uint32_t(W.State) << 8 | uint32_t(W.Sure)}, kNone);
  if (New) {
    const EntryPoint *Entry = nullptr;
    Contexts.chain(W.V, W.State, W.Sure, Entry);
    if (Entry)
      It->second = Pointers.orderedQueueOf(Entry->RunsAs);
  }
  return It->second;
}

void LockUsage::depend(ClassId Held, ClassId Taken, bool HeldRead, bool Recursive, Dependency D) {
  std::vector<Dependency> &Ways = Dependencies[{Held, Taken}];
  if (Ways.empty() && Held != Taken)
    Next[Held].push_back(Taken);
  D.Kind = HeldRead ? (Recursive ? kSR : kSN) : (Recursive ? kER : kEN);
  D.Turn = turnOf(D.Where);
  addWitness(Ways, D, 2 * kMaxHomes, [&](const Dependency &O) {
    return std::make_pair(O.Where.Sure, std::make_tuple(Contexts.homeOf(O.Where.V), O.Kind, O.Turn));
  });
}

uint8_t LockUsage::kinds(ClassId Held, ClassId Taken) const {
  uint8_t Kinds = 0;
  for (const Dependency &D : Dependencies.at({Held, Taken}))
    Kinds |= D.Kind;
  return Kinds;
}

void LockUsage::addDependencies(VariantId V, const LockState &S, uint32_t StateIndex, uint32_t EventIndex,
                                ClassId Taken, const Taking &How, FuncId Callee, ArrayRef<PathId> Dropped,
                                StateSet Below) {
  const Variant &Var = Contexts.variants()[V];
  // One way for each kind of dependency, of the best certainty.
  bool Seen[2] = {false, false};
  for (unsigned Sure = 0; Sure < kKnownCertainties; ++Sure)
    for (unsigned Entry = 0; Entry < MachineState::kCount; ++Entry) {
      if (!(Var.Entered.states(static_cast<Certainty>(Sure)) & S.Feasible & 1u << Entry))
        continue;
      if (!(Below >> S.at(MachineState::fromIndex(Entry)).index() & 1))
        continue;
      // read_lock_is_recursive(): with queued rwlocks, only in_interrupt() readers are; BHs off count as that.
      bool Recursive =
          How.Recursive || (How.Read && How.Kind == LockKind::Rwlock && S.at(MachineState::fromIndex(Entry)).BhOff);
      if (std::exchange(Seen[Recursive], true))
        continue;
      for (const HeldLock &H : S.Held) {
        if (H.Class == kNone || is_contained(Dropped, H.Path))
          continue;
        Dependency D;
        D.Where = {V, static_cast<uint8_t>(Entry), static_cast<Certainty>(Sure)};
        D.EventIndex = EventIndex;
        D.State = StateIndex;
        D.Callee = Callee;
        D.HeldEvent = H.EventIndex;
        D.TakenRead = How.Read;
        depend(H.Class, Taken, H.Read, Recursive, D);
      }
    }
}

/// Where an interrupt calls an entry point with a lock held, the lock is taken in that interrupt. That a task holds it
/// with interrupts enabled is for the caller's own sites to say.
void LockUsage::addEntryUsage(uint32_t Entry, ClassId Class) {
  const EntryPoint &E = Contexts.entryPoints()[Entry];
  LockSite Site{E.Function, false, 0, kNone, LockKind::Spin, false, false, Entry, {}, {}, {}};
  VariantId V = E.V;
  for (const StateSpec &Spec : E.Context->States)
    for (unsigned State = 0; State < MachineState::kCount; ++State) {
      if (!(Spec.States >> State & 1))
        continue;
      UsageWitness W{V, static_cast<uint8_t>(State), E.Context->InitOnly ? Certainty::Init : Spec.Sure};
      ExecContext In = MachineState::fromIndex(State).Context;
      if (In == ExecContext::Hardirq)
        mark(Site, {Irq::Hardirq, true, false}, W);
      if (In == ExecContext::Softirq)
        mark(Site, {Irq::Softirq, true, false}, W);
      if (!Site.Reached.valid() || W.Sure < Site.Reached.Sure)
        Site.Reached = W;
    }
  if (any_of(Site.Bits, [](const UsageWitnesses &W) { return W.valid(); }))
    Classes[Class].Sites.push_back(Site);
}

void LockUsage::addEntryLocks() {
  for (uint32_t I = 0; I < Contexts.entryPoints().size(); ++I) {
    const EntryPoint &E = Contexts.entryPoints()[I];
    SmallVector<ClassId, 2> Held(E.RunsAs.begin(), E.RunsAs.end());
    Pseudo.insert_range(E.RunsAs);
    for (const std::string &Name : E.Held) {
      Held.push_back(P.T.classNamed(Name));
      addEntryUsage(I, Held.back());
    }
    for (ClassId Holding : Held)
      for (const auto &[Taken, Kept] : Summaries[E.Function].Classes) {
        Dependency D;
        VariantId V = E.V;
        const ClassWitness *Way = wayTo(E.Function, Taken, Contexts.homeOf(V));
        if (!Way)
          continue;
        for (unsigned Sure = kKnownCertainties; Sure-- > 0;)
          if (StateSet S = Contexts.variants()[V].Entered.states(static_cast<Certainty>(Sure)))
            D.Where = {V, static_cast<uint8_t>(countr_zero(S)), static_cast<Certainty>(Sure)};
        D.EventIndex = Way->EventIndex;
        D.Callee = Way->Callee;
        D.Entry = I;
        D.TakenRead = Taken.Read;
        if (D.Where.valid())
          depend(Holding, Taken.Class, false, false, D);
      }
  }
}

const ClassWitness *LockUsage::wayTo(FuncId F, TakenClass C, uint32_t Home) const {
  auto Kept = [&](FuncId G) {
    auto It = Summaries[G].Classes.find(C);
    return It == Summaries[G].Classes.end() ? nullptr : &It->second;
  };
  auto Fits = [&](uint32_t H, FuncId Callee) { return P.related(H, P.Functions[Callee].ModuleId); };
  const ClassWitness *First = Kept(F);
  if (!First)
    return nullptr;
  // Nearly always the way that the summaries keep will do.
  FuncId At = F;
  uint32_t Where = Home;
  bool Possible = true;
  for (unsigned Depth = 0; Possible && Depth < 64; ++Depth) {
    const ClassWitness *W = Kept(At);
    if (!W || W->Callee == kNone)
      return First;
    Possible = Fits(Where, W->Callee);
    Where = Contexts.homeIn(Where, W->Callee);
    At = W->Callee;
  }
  std::unique_lock<std::mutex> All(WaysLock);
  OtherWays &Others = Ways[C];
  All.unlock();
  std::lock_guard<std::mutex> Mine(Others.Lock);
  if (auto It = Others.From.find({F, Home}); It != Others.From.end())
    return &It->second;
  if (Others.NoneFrom.contains({F, Home}))
    return nullptr;
  // Another one, the shortest.
  struct Step {
    FuncId F;
    uint32_t Home, From, EventIndex;
  };
  std::vector<Step> Steps{{F, Home, kNone, kNone}};
  DenseSet<std::pair<FuncId, uint32_t>> Seen{{F, Home}};
  for (uint32_t I = 0; I < Steps.size(); ++I) {
    const FunctionSummary &Summary = Summaries[Steps[I].F];
    auto Taken = find_if(Summary.Acquisitions, [&](const Acquisition &A) {
      return A.Class == C.Class && A.How.Read == C.Read && !A.Try &&
             (A.Callee == kNone || Fits(Steps[I].Home, A.Callee));
    });
    if (Taken != Summary.Acquisitions.end()) {
      ClassWitness W{Taken->EventIndex, Taken->Callee, Taken->How, First->Dropped};
      for (uint32_t Last = I; Steps[Last].From != kNone; Last = Steps[Last].From) {
        W.EventIndex = Steps[Last].EventIndex;
        W.Callee = Steps[Last].F;
      }
      return &(Others.From[{F, Home}] = W);
    }
    for (const CallOccurrence &Call : Summary.Calls)
      for (FuncId Callee : Call.Callees) {
        if (!Fits(Steps[I].Home, Callee))
          continue;
        std::pair<FuncId, uint32_t> There(Callee, Contexts.homeIn(Steps[I].Home, Callee));
        if (!Others.NoneFrom.contains(There) && Kept(Callee) && Seen.insert(There).second)
          Steps.push_back({Callee, There.second, I, Call.EventIndex});
      }
  }
  // Nor is there one from anywhere on the way.
  Others.NoneFrom.insert_range(Seen);
  return nullptr;
}

/// The calls in \p V with a lock held, each callee for itself.
template <typename Fn> void LockUsage::eachCallHolding(VariantId V, Fn Do) const {
  const Variant &Var = Contexts.variants()[V];
  const FunctionSummary &Summary = Summaries[Var.Function];
  for (const CallOccurrence &Call : Summary.Calls) {
    const LockState &S = Summary.States[Call.State];
    if (S.Held.empty() || !Contexts.possible(Var, S))
      continue;
    for (FuncId Callee : Call.Callees)
      if (Contexts.compatible(V, Callee))
        Do(Call, Callee, Contexts.homeIn(Contexts.homeOf(V), Callee));
  }
}

void LockUsage::findWays() {
  for (VariantId V = 0; V < Contexts.variants().size(); ++V)
    eachCallHolding(V, [&](const CallOccurrence &, FuncId Callee, uint32_t Home) {
      if (!Summaries[Callee].Classes.empty())
        WaysFrom.try_emplace({Callee, Home});
    });
  auto Each = to_vector(make_pointer_range(WaysFrom));
  forEachAtOnce(Each.size(), [&](size_t I) {
    auto &[From, Found] = *Each[I];
    for (const auto &Kept : Summaries[From.first].Classes)
      Found.push_back(wayTo(From.first, Kept.first, From.second));
  });
}

void LockUsage::visit(VariantId V) {
  const Variant &Var = Contexts.variants()[V];
  const FunctionSummary &Summary = Summaries[Var.Function];
  for (uint32_t I = 0; I < Summary.Acquisitions.size(); ++I) {
    const Acquisition &A = Summary.Acquisitions[I];
    const LockState &S = Summary.States[A.State];
    if (A.Class == kNone || !Contexts.possible(Var, S))
      continue;
    if (A.How.Kind != LockKind::Pseudo)
      addSite(A.Class, LockSite{Var.Function, false, I, A.EventIndex, A.How.Kind, A.How.Read, A.Try, kNone, {}, {}, {}},
              S, Var, V);
    if (!A.Try)
      addDependencies(V, S, A.State, A.EventIndex, A.Class, A.How, A.Callee, {});
  }
  for (uint32_t I = 0; I < Summary.Enables.size(); ++I)
    addEnabling(V, I);
  eachCallHolding(V, [&](const CallOccurrence &Call, FuncId Callee, uint32_t Home) {
    if (Summaries[Callee].Classes.empty())
      return;
    const LockState &S = Summary.States[Call.State];
    for (auto [Kept, Way] : zip_equal(Summaries[Callee].Classes, WaysFrom.find({Callee, Home})->second)) {
      if (!Way || !Contexts.possibleBelow(Var, Call, Way->Guards))
        continue;
      // Locks that are released before that acquisition are not held there; their classes say which.
      SmallVector<PathId, 2> Dropped;
      for (PathId D : Way->Dropped)
        for (const HeldLock &H : S.Held)
          if (H.Class != kNone && P.T.classOf(D) == H.Class)
            Dropped.push_back(H.Path);
      addDependencies(V, S, Call.State, Call.EventIndex, Kept.first.Class, Way->How, Callee, Dropped, Way->Feasible);
    }
  });
}

LockUsage::LockUsage(Program &P, const PointerFlow &Pointers, const std::vector<FunctionSummary> &Summaries,
                     const ContextPropagation &Contexts)
    : P(P), Summaries(Summaries), Pointers(Pointers), Contexts(Contexts) {
  findWays();
  for (VariantId V = 0; V < Contexts.variants().size(); ++V)
    visit(V);
  WaysFrom.clear();
  addEntryLocks();
  // Classes that are taken only where nothing is known of the context are still classes.
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    const FunctionSummary &Summary = Summaries[F];
    // Rules run at once: a class that they asked for first would be numbered by chance.
    for (const Exit &X : Summary.Exits)
      for (PathId D : X.State.Dropped)
        P.T.classOf(D);
    for (uint32_t I = 0; I < Summary.Acquisitions.size(); ++I) {
      const Acquisition &A = Summary.Acquisitions[I];
      if (A.How.Kind == LockKind::Pseudo)
        continue;
      ++P.Seen.LockSites;
      if (A.Class == kNone) {
        ++P.Seen.UnknownLockSites;
        continue;
      }
      auto [It, New] = SiteIds.try_emplace({A.Class, F, false, I}, Classes[A.Class].Sites.size());
      if (New)
        Classes[A.Class].Sites.push_back(
            LockSite{F, false, I, A.EventIndex, A.How.Kind, A.How.Read, A.Try, kNone, {}, {}, {}});
    }
  }
  for (auto &[Class, Usage] : Classes)
    Usage.Notation = notationOf(Usage);
  P.Seen.LockClasses = Classes.size();
}

} // namespace lockctx
