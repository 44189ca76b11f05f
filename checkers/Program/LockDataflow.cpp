//===- LockDataflow.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/LockDataflow.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {

void LockDataflow::push(States &All, FlowState S) {
  for (FlowState &Old : All)
    if (Old.sameLocks(S)) {
      Old.join(T, Facts, S);
      return;
    }
  if (All.size() < kMaxStates)
    All.push_back(std::move(S));
  else
    Out.Truncated = true;
}

uint32_t LockDataflow::stateIndex(const LockState &S) {
  for (uint32_t I = 0; I < Out.States.size(); ++I) {
    const LockState &Old = Out.States[I];
    if (Old.sameLocks(S) && Old.Feasible == S.Feasible && Old.Facts == S.Facts)
      return I;
  }
  Out.States.push_back(S);
  return Out.States.size() - 1;
}

//===----------------------------------------------------------------------===//
// Events and edges
//===----------------------------------------------------------------------===//

/// Whether \p P is \p Root itself or something below it.
static bool isBelow(const Tables &T, PathId P, PathId Root) {
  const PathInfo &A = T.Paths[P], &B = T.Paths[Root];
  return A.Kind == B.Kind && A.Root == B.Root && A.Steps.size() >= B.Steps.size() &&
         A.Steps.take_front(B.Steps.size()) == B.Steps;
}

void LockDataflow::forget(FlowState &S, PathId P) {
  auto Concerns = [&](const Value &V) {
    const Value &Of = T.subjectOf(V);
    return Of.isPath() && isBelow(T, Of.Data, P);
  };
  S.Facts.eraseIf([&](const Fact &X) { return Concerns(X.Cond.Val); });
  erase_if(S.Env, [&](const auto &X) { return isBelow(T, X.first, P) || Concerns(X.second); });
  erase_if(S.Tests, [&](const auto &X) { return isBelow(T, X.first, P); });
  erase_if(S.Stored, [&](const auto &X) { return isBelow(T, X.first, P); });
  for (auto &[Flag, V] : S.Stored)
    if (Concerns(V))
      V = Value();
}

/// Locks that are held by a name below \p P, which stands for something else from now on.
void LockDataflow::renameHeld(uint32_t Index, FlowState &S, PathId P) {
  for (HeldLock &H : S.Held)
    if (H.Path != P && isBelow(T, H.Path, P))
      H.Path =
          T.path(facts::RootKind::Unknown, 1u << 28 | Index, T.Paths[H.Path].Steps.drop_front(T.Paths[P].Steps.size()));
}

void LockDataflow::assign(const Event &E, FlowState &S) {
  Value V = resolve(T, S, E.Val);
  PathId To = E.Kind == facts::EventKind::Store ? resolve(T, S, E.Path) : E.Path;
  // The saved IRQ state moves with its word.
  std::optional<IrqState> Moved;
  if (V.Kind == facts::ValueKind::Load)
    Moved = S.saved(V.Data);
  bool Self = V.isPath() && isBelow(T, V.Data, To);
  forget(S, To);
  if (E.Path != To)
    forget(S, E.Path);
  renameHeld(&E - Fn->Events.data(), S, To);
  if (P.isFlag(To)) {
    if (T.isOneObject(To))
      S.store(To, Self ? Value() : V);
  } else if (E.Kind == facts::EventKind::Store && V.Kind == facts::ValueKind::Const && !P.setsOption(To)) {
    // A number that nobody depends on.
  } else if (V.Kind != facts::ValueKind::Unknown && !Self && S.Env.size() < kMaxEnv)
    S.Env.emplace_back(To, V);
  if (Moved) {
    erase_if(S.Saved, [&](auto &X) { return X.first == To || X.first == PathId(V.Data); });
    S.Saved.emplace_back(To, *Moved);
    sort(S.Saved, [](auto &A, auto &B) { return A.first < B.first; });
  }
}

void LockDataflow::transferEvent(uint32_t Index, States &S) {
  const Event &E = Fn->Events[Index];
  switch (E.Kind) {
  case facts::EventKind::Assign:
  case facts::EventKind::Store:
    for (FlowState &Each : S)
      assign(E, Each);
    return;
  case facts::EventKind::Return:
    // Cleanups and the end of the function follow; leave() looks the value up.
    for (FlowState &Each : S) {
      Value V = resolve(T, Each, E.Val);
      Each.ReturnEvent = Index;
      forget(Each, returnSlot());
      if (V.Kind != facts::ValueKind::Unknown)
        Each.Env.emplace_back(returnSlot(), V);
    }
    return;
  case facts::EventKind::Call:
    break;
  }
  const CallModel *Model = P.modelOf(E);
  const EntryModel *Entry = Pointers.entryOf(E);
  SmallVector<FuncId, 2> Callees;
  if (!Entry)
    Callees = Pointers.callees(F, E);
  States To;
  PathId Result = resultPath(Index);
  for (FlowState &Each : S) {
    if (auto Param = E.isIndirect() && !Entry ? Pointers.parameterOf(resolve(T, Each, E.Target)) : std::nullopt) {
      callParameter(Index, Each, *Param, argumentsForCaller(Index, Each));
      push(To, std::move(Each));
      continue;
    }
    // The result of an earlier pass through here says nothing of this one's.
    forget(Each, Result);
    renameHeld(Index, Each, Result);
    SmallVector<FuncId, 2> Here = Callees;
    if (E.isIndirect() && E.Target.Kind == facts::ValueKind::Load)
      erase_if(Here, [&](FuncId C) { return !Rows.mayCall(C, E.Target.Data, Each.Facts); });
    if (Model && Callees.empty()) {
      applyModel(Index, *Model, std::move(Each), To);
    } else if (Entry) {
      applySteps(Index, Entry->Do, LockKind::Spin, Each);
      push(To, std::move(Each));
    } else if (Here.empty()) {
      push(To, std::move(Each));
    } else {
      applyCallees(Index, Here, std::move(Each), To);
    }
  }
  // Options in a variable whose address is passed may be others afterwards.
  for (const Value &A : E.Args)
    if (A.Kind == facts::ValueKind::Address && T.Paths[A.Data].Kind == facts::RootKind::Local)
      for (FlowState &Each : To) {
        auto IsOption = [&](PathId Member) { return isBelow(T, Member, A.Data) && P.setsOption(Member); };
        erase_if(Each.Env,
                 [&](const auto &X) { return X.second.Kind == facts::ValueKind::Const && IsOption(X.first); });
        if (Callees.empty())
          erase_if(Each.Stored, [&](const auto &X) { return IsOption(X.first); });
      }
  S = std::move(To);
}

void LockDataflow::transfer(const Node &N, States &S) {
  for (uint32_t I = N.First; I < N.First + N.Count && !S.empty(); ++I)
    transferEvent(I, S);
}

/// Whether \p V is a pointer to what a lock that is held is in: it is not null, as the end of a guard asks.
static bool leadsToHeld(Tables &T, const FlowState &S, const Value &V) {
  PathId Object = V.Kind == facts::ValueKind::Load && !S.Held.empty() ? T.pointee(V) : PathId(kNone);
  return Object != kNone && any_of(S.Held, [&](const HeldLock &H) { return isBelow(T, H.Path, Object); });
}

/// Restricts \p S to what holds when the edge is taken; false if it is not taken from \p S.
bool LockDataflow::follow(const Edge &E, FlowState &S) {
  if (E.Cond < 0)
    return true;
  Condition Spelled = Fn->Conditions[E.Cond], C = Spelled;
  bool Sense = E.Sense;
  C.Val = resolve(T, S, C.Val);
  T.unfold(C, Sense);
  Truth Is = evaluate(C, S.Facts);
  if (Is != Truth::Unknown)
    return (Is == Truth::Yes) == Sense;
  Is = evaluate(Spelled, S.Facts);
  if (Is == Truth::Unknown && C.Kind == facts::ConditionKind::True && leadsToHeld(T, S, C.Val))
    Is = Truth::Yes;
  if (Is != Truth::Unknown)
    return (Is == Truth::Yes) == E.Sense;
  if (C.Kind == facts::ConditionKind::True && C.Val.Kind == facts::ValueKind::Load)
    for (const auto &[Result, True] : S.Tests)
      if (Result == PathId(C.Val.Data)) {
        S.Feasible &= Sense ? True : StateSet(~True & kAllStates);
        if (!S.Feasible)
          return false;
      }
  bool AsSpelled = Spelled == C && Sense == E.Sense;
  if (C.Val.Kind != facts::ValueKind::Unknown && !AsSpelled)
    assume(S, C, Sense);
  // What a local stands for may be forgotten where ways meet; as it is spelled the condition is the same on all.
  if (Spelled.Val.Kind != facts::ValueKind::Unknown)
    assume(S, spelled(E));
  return true;
}

void LockDataflow::leave(const FlowState &S) {
  Exit X;
  static_cast<LockState &>(X.State) = S;
  X.State.Facts.eraseIf([&](const Fact &Each) { return !Each.Cond.Val.isPath() || !T.isCallers(Each.Cond.Val); });
  erase_if(X.State.Saved, [&](const auto &Each) { return !T.isCallers(Each.first); });
  for (const auto &[P, V] : S.Stored)
    if (T.Paths[P].Kind == facts::RootKind::Param)
      X.State.store(P, T.isCallers(V) ? V : Value());
  if (const Value *V = S.env(returnSlot())) {
    X.Fails = V->Kind == facts::ValueKind::Const && V->Data < 0;
    Condition True{facts::ConditionKind::True, *V, 0};
    X.ResultTruth = evaluate(True, S.Facts);
    if (T.isCallers(*V))
      X.Result = *V;
    if (V->isPath()) {
      if (V->Kind == facts::ValueKind::Load) {
        const PathInfo Root = T.Paths[V->Data];
        for (const auto &[P, Saved] : S.Saved)
          if (isBelow(T, P, V->Data)) {
            ArrayRef<uint32_t> Rest = T.Paths[P].Steps.drop_front(Root.Steps.size());
            X.SavedIn.emplace_back(SmallVector<uint32_t, 2>(Rest.begin(), Rest.end()), Saved);
          }
        for (const auto &[P, Member] : S.Env) {
          const PathInfo Path = T.Paths[P];
          if (Path.Kind == Root.Kind && Path.Root == Root.Root && Path.Steps.size() > Root.Steps.size() &&
              Path.Steps.take_front(Root.Steps.size()) == Root.Steps &&
              (Member.isPath() ? T.isCallers(Member) : Member.Kind == facts::ValueKind::Const)) {
            ArrayRef<uint32_t> Rest = Path.Steps.drop_front(Root.Steps.size());
            X.Members.emplace_back(SmallVector<uint32_t, 2>(Rest.begin(), Rest.end()), Member);
          }
        }
      }
    }
  }
  for (Exit &Old : Out.Exits) {
    if (!Old.State.sameLocks(X.State) || Old.SavedIn != X.SavedIn)
      continue;
    // Results differ for the same locks: with locks held the difference matters (trylock-like), else it does not.
    bool Differ = Old.ResultTruth != X.ResultTruth;
    if ((Differ || Old.State.Facts != X.State.Facts) && Out.Exits.size() < kMaxExits)
      continue;
    Old.Result = common(T, &Old.Result, Old.State.Facts, &X.Result, X.State.Facts);
    Old.State.join(T, Facts, X.State);
    Old.Fails &= X.Fails;
    if (Differ)
      Old.ResultTruth = Truth::Unknown;
    if (Old.Members != X.Members)
      Old.Members.clear();
    return;
  }
  if (Out.Exits.size() < kMaxExits)
    Out.Exits.push_back(std::move(X));
  else
    Out.Truncated = true;
}

/// The parameters and globals that what the function does depends on, or what a callee does that gets them; options;
/// and what they point to that is compared with constants, as the types of messages are.
void LockDataflow::collectGuards() {
  constexpr size_t kMaxGuards = 6; // of each kind
  size_t Params = 0, Members = 0, Globals = 0;
  auto Add = [&](Value V, bool Compared) {
    if (V.Kind == facts::ValueKind::Truth) {
      const Condition &Tested = T.Tests[V.Data].Cond;
      Compared = Tested.Kind == facts::ConditionKind::Equal;
      V = Tested.Val;
    }
    if (V.Kind != facts::ValueKind::Load || !T.isCallers(V))
      return;
    const PathInfo &Path = T.Paths[V.Data];
    bool Global = Path.Kind == facts::RootKind::Global;
    size_t &Count = Global ? Globals : Path.Steps.empty() ? Params : Members;
    bool Wanted = Path.Steps.empty() || (!Global && (P.isOption(V.Data) || (Compared && Path.Steps.size() <= 3)));
    if (Wanted && Count < kMaxGuards && !is_contained(Out.GuardPaths, PathId(V.Data))) {
      Out.GuardPaths.push_back(V.Data);
      ++Count;
    }
  };
  for (const SleepOccurrence &O : Out.Sleeps)
    if (O.GfpParam != kNone)
      Add(Value::load(T.path(facts::RootKind::Param, O.GfpParam, {})), false);
  for (const CallOccurrence &C : Out.Calls) {
    if (C.isModelled(P, *Fn))
      continue;
    for (FuncId Callee : C.Callees)
      for (PathId Guard : SummaryOf(Callee).GuardPaths)
        Add(C.passed(Guard, T.Paths[Guard], Fn->Events[C.EventIndex]), !T.Paths[Guard].Steps.empty());
  }
  for (const LockState &S : Out.States)
    for (const Fact &X : S.Facts)
      Add(X.Cond.Val, X.Cond.Kind == facts::ConditionKind::Equal);
}

/// A function that returns with different locks tells its caller which by its result: if one way is known to return
/// zero (or not zero), the others do the opposite. `p = get_locked(x); if (!p) return;` holds nothing there.
void LockDataflow::contrastExits() {
  // All ways return with the same locks: what is known on each does not matter to a caller.
  bool Same = all_of(Out.Exits, [&](const Exit &X) {
    return X.State.sameLocks(Out.Exits[0].State) && X.SavedIn == Out.Exits[0].SavedIn;
  });
  while (Same && Out.Exits.size() > 1) {
    Exit &First = Out.Exits[0], &Last = Out.Exits.back();
    First.Result = common(T, &First.Result, First.State.Facts, &Last.Result, Last.State.Facts);
    First.State.join(T, Facts, Last.State);
    if (First.ResultTruth != Last.ResultTruth)
      First.ResultTruth = Truth::Unknown;
    if (First.Members != Last.Members)
      First.Members.clear();
    Out.Exits.pop_back();
  }
  for (Exit &X : Out.Exits) {
    if (X.ResultTruth != Truth::Unknown)
      continue;
    bool Yes = false, No = false;
    for (const Exit &O : Out.Exits)
      if (!O.State.sameLocks(X.State)) {
        Yes |= O.ResultTruth == Truth::Yes;
        No |= O.ResultTruth == Truth::No;
      }
    if (Yes != No)
      X.ResultTruth = Yes ? Truth::No : Truth::Yes;
  }
}

/// Marks exits that Leak. That a lock was released on some ways and not on others is a matter for lock-imbalance, or of
/// conditions that are not followed: who owns the lock, how often it was taken. Most of what seems to be left so is
/// not: in a whole kernel, every function above d_path() and dput() would return with something held.
void LockDataflow::findLeaks() {
  auto Told = [](const Exit &X, const Exit &Y) {
    return X.ResultTruth != Y.ResultTruth || (constantOf(X.Result) && constantOf(Y.Result) && X.Result != Y.Result) ||
           any_of(X.State.Facts, [&](const Fact &Each) { return holds(Each, Y.State.Facts) == Truth::No; });
  };
  // Whether a call takes or releases a lock on some of its ways.
  auto Sometimes = [&](uint32_t Event) {
    return any_of(Pointers.callees(F, Fn->Events[Event]), [&](FuncId Callee) {
      const auto &Exits = SummaryOf(Callee).Exits;
      return any_of(Exits, [&](const Exit &X) { return !X.State.sameLocks(Exits.front().State); });
    });
  };
  auto Sections = [&](auto Match) { // of a lock, from one such call to another
    return any_of(Out.Releases,
                  [&](const Release &R) { return Match(R) && Sometimes(R.EventIndex) && any_of(R.Taken, Sometimes); });
  };
  auto Released = [&](const HeldLock &H, const Exit &Y) {
    return none_of(Y.State.Held, [&](const HeldLock &Other) { return Other.Path == H.Path; }) &&
           (is_contained(Y.State.Released, H.EventIndex) ||
            Sections([&](const Release &R) { return is_contained(R.Taken, H.EventIndex); }));
  };
  auto Kept = [&](PathId D, const Exit &Y) {
    ClassId C = classOf(D);
    return C != kNone && !is_contained(Y.State.Dropped, D) &&
           Sections([&](const Release &R) { return R.Class == C && !R.Taken.empty(); });
  };
  for (Exit &X : Out.Exits)
    X.Leaks = any_of(Out.Exits, [&](const Exit &Y) {
      return !Told(X, Y) && (any_of(X.State.Held, [&](const HeldLock &H) { return Released(H, Y); }) ||
                             any_of(X.State.Dropped, [&](PathId D) { return Kept(D, Y); }));
    });
  // That BHs, an RCU section, a lock that the caller has no name for are left on some ways, no caller could put right;
  // and a function with too many ways to follow is not to be believed where one of its ways leaves nothing.
  auto Doubtful = [&](const LockState &S) {
    auto Unnamed = [&](PathId P) { return !T.isCallers(P); };
    return Out.Truncated || (S.Held.empty() && S.Dropped.empty()) || any_of(S.Dropped, Unnamed) ||
           any_of(S.Held, [&](const HeldLock &H) { return Unnamed(H.Path); });
  };
  for (Exit &X : Out.Exits)
    if (!X.Leaks && !X.State.neutral() && Doubtful(X.State))
      X.Leaks = any_of(Out.Exits, [&](const Exit &Y) {
        return Y.State.neutral() && !Told(X, Y) && !(X.State.Feasible & ~Y.State.Feasible);
      });
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

bool LockDataflow::isFlat() const {
  for (const Event &E : Fn->Events) {
    if (E.Kind == facts::EventKind::Store && P.isFlag(E.Path))
      return false;
    if (E.Kind == facts::EventKind::Return) {
      if (T.subjectOf(E.Val).isPath() && T.isCallers(E.Val))
        return false;
      // A predicate says something of what it was passed.
      if (E.Val == Value::constant(1) && !Fn->Conditions.empty())
        return false;
    }
    if (E.Kind != facts::EventKind::Call)
      continue;
    SmallVector<FuncId, 2> Callees = Pointers.callees(F, E);
    if (const CallModel *M = P.modelOf(E); M && Callees.empty()) {
      if (!M->Do.empty() || !M->IfTrue.empty() || !M->IfZero.empty() || M->TrueIn || M->NoReturn)
        return false;
      continue;
    }
    if (const EntryModel *Entry = Pointers.entryOf(E); Entry && !Entry->Do.empty())
      return false;
    if (E.isIndirect() && Pointers.parameterOf(E.Target))
      continue;
    if (E.isIndirect() && E.Target.Kind == facts::ValueKind::Load &&
        any_of(Fn->Conditions, [&](const Condition &C) { return Rows.isBeside(C.Val, E.Target.Data); }))
      return false;
    for (FuncId Callee : Callees) {
      const FunctionSummary &S = SummaryOf(Callee);
      if (!S.neutral() || !S.GuardPaths.empty() || !S.Enables.empty() ||
          any_of(S.Acquisitions, [](const Acquisition &A) { return A.Class == kNone; }))
        return false;
    }
  }
  for (const Condition &C : Fn->Conditions)
    if (C.Val.isPath() && T.Paths[C.Val.Data].Kind == facts::RootKind::Param && T.Paths[C.Val.Data].Steps.empty())
      return false;
  return true;
}

template <typename T> static void shrink(ListOf<T> &All) {
  if (All.capacity() > All.size())
    All = ListOf<T>(std::make_move_iterator(All.begin()), std::make_move_iterator(All.end()));
}

/// What has been found out, without room to grow: there are as many as functions.
FunctionSummary LockDataflow::finish() {
  shrink(Out.States);
  Out.Acquisitions.shrink_to_fit();
  shrink(Out.Releases);
  shrink(Out.Calls);
  shrink(Out.Enables);
  Out.Sleeps.shrink_to_fit();
  shrink(Out.Exits);
  return std::move(Out);
}

/// A function that changes no lock state and depends on none: every call is made in the state of the entry.
FunctionSummary LockDataflow::runFlat() {
  Recording = true;
  FlowState Entry;
  Out.States.push_back(Entry);
  for (uint32_t I = 0; I < Fn->Events.size(); ++I) {
    const Event &E = Fn->Events[I];
    if (E.Kind != facts::EventKind::Call)
      continue;
    States Ignored;
    if (auto Param = E.isIndirect() && !Pointers.entryOf(E) ? Pointers.parameterOf(E.Target) : std::nullopt) {
      callParameter(I, Entry, *Param, argumentsForCaller(I, Entry));
      continue;
    }
    SmallVector<FuncId, 2> Callees = Pointers.callees(F, E);
    if (!Callees.empty())
      applyCallees(I, Callees, Entry, Ignored);
    else if (const CallModel *Model = P.modelOf(E))
      applyModel(I, *Model, Entry, Ignored);
  }
  Out.Exits.emplace_back();
  collectGuards();
  return finish();
}

/// Restricts \p S to what holds on an edge without a condition of its own: the default of a switch, where no case
/// matches. False if one does.
bool LockDataflow::followDefault(const Node &From, FlowState &S) {
  if (From.Edges.size() < 2)
    return true;
  for (const Edge &Case : From.Edges) {
    if (Case.Cond < 0)
      continue;
    Edge Not = Case;
    Not.Sense = !Case.Sense;
    if (!follow(Not, S))
      return false;
  }
  return true;
}

void LockDataflow::flow(const Node &From, const Edge &E, States S, std::vector<States> &In,
                        SmallVectorImpl<uint32_t> &Todo) {
  bool Changed = false;
  States &Target = In[E.Target];
  const Node &To = Fn->Nodes[E.Target];
  bool Exit = To.Edges.empty() && !To.NoReturn && To.Count == 0;
  for (FlowState &Each : S) {
    if (E.Cond < 0 ? !followDefault(From, Each) : !follow(E, Each))
      continue;
    // At the end of the function ways that differ in what is known stay apart: together they are the guard that tells
    // a caller when a lock was taken or released.
    auto Old = find_if(Target, [&](const FlowState &X) {
      return X.sameLocks(Each) && (!Exit || Target.size() >= kMaxStates / 2 || X.Facts == Each.Facts);
    });
    if (Old != Target.end()) {
      Changed |= Old->join(T, Facts, Each);
    } else if (Target.size() < kMaxStates) {
      Target.push_back(std::move(Each));
      Changed = true;
    } else {
      Out.Truncated = true;
    }
  }
  if (Changed && !is_contained(Todo, E.Target))
    Todo.push_back(E.Target);
}

/// The nodes that are reached, each after all that lead to it; nothing if there is a loop.
std::vector<uint32_t> LockDataflow::topologicalOrder() const {
  std::vector<uint32_t> Order;
  std::vector<char> Seen(Fn->Nodes.size(), 0); // 1: on the way down, 2: done
  SmallVector<std::pair<uint32_t, uint32_t>, 32> Way{{0, 0}};
  Seen[0] = 1;
  while (!Way.empty()) {
    auto &[N, Next] = Way.back();
    if (Next == Fn->Nodes[N].Edges.size()) {
      Seen[N] = 2;
      Order.push_back(N);
      Way.pop_back();
      continue;
    }
    uint32_t To = Fn->Nodes[N].Edges[Next++].Target;
    if (Seen[To] == 1)
      return {};
    if (Seen[To] == 2)
      continue;
    Seen[To] = 1;
    Way.emplace_back(To, 0);
  }
  std::reverse(Order.begin(), Order.end());
  return Order;
}

/// Records what happens in \p N, which is reached in \p S; leaves the states behind it there.
void LockDataflow::record(const Node &N, States &S) {
  Recording = true;
  transfer(N, S);
  if (N.Edges.empty() && !N.NoReturn)
    for (const FlowState &X : S)
      leave(X);
}

/// Goes through a function without loops: every way to a node is known when its turn comes.
void LockDataflow::runOnce(ArrayRef<uint32_t> Order, std::vector<States> &In) {
  SmallVector<uint32_t, 2> Ignored;
  for (uint32_t N : Order) {
    const Node &From = Fn->Nodes[N];
    States S = std::move(In[N]);
    record(From, S);
    for (const Edge &E : From.Edges)
      flow(From, E, &E == &From.Edges.back() ? std::move(S) : S, In, Ignored);
  }
}

void LockDataflow::runUntilStable(std::vector<States> &In) {
  SmallVector<uint32_t, 32> Todo{0};
  // Each pass over a node either adds a state or removes knowledge; the bound is a safeguard.
  size_t Budget = 200 * Fn->Nodes.size() + 1000;
  while (!Todo.empty() && Budget-- > 0) {
    // Lowest number first: nodes are numbered breadth first from the entry.
    auto Next = std::min_element(Todo.begin(), Todo.end());
    uint32_t N = *Next;
    Todo.erase(Next);
    States S = In[N];
    const Node &From = Fn->Nodes[N];
    transfer(From, S);
    for (const Edge &E : From.Edges)
      flow(From, E, &E == &From.Edges.back() ? std::move(S) : S, In, Todo);
  }
  if (!Todo.empty())
    Out.Truncated = true;
  for (uint32_t N = 0; N < Fn->Nodes.size(); ++N)
    if (!In[N].empty())
      record(Fn->Nodes[N], In[N]);
}

FunctionSummary LockDataflow::run(FuncId Id) {
  F = Id;
  Fn = &P.Functions[F];
  Out = FunctionSummary();
  Recording = false;
  ResultPaths.assign(Fn->Events.size(), kNone);
  SpelledFacts.assign(2 * Fn->Conditions.size(), nullptr);
  if (Fn->Initializer || Fn->Nodes.empty() || isFlat())
    return runFlat();

  std::vector<States> In(Fn->Nodes.size());
  In[0].push_back(FlowState());
  if (std::vector<uint32_t> Order = topologicalOrder(); !Order.empty())
    runOnce(Order, In);
  else
    runUntilStable(In);
  collectGuards();
  contrastExits();
  findLeaks();
  return finish();
}

} // namespace lockctx
