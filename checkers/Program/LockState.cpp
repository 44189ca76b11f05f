//===- LockState.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/LockState.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {

bool LockState::sameLocks(const LockState &O) const {
  // In which order they were released does not matter.
  auto SameDropped = [&] {
    return Dropped.size() == O.Dropped.size() && all_of(Dropped, [&](PathId D) { return is_contained(O.Dropped, D); });
  };
  return Bh == O.Bh && Preempt == O.Preempt && Rcu == O.Rcu && Irq == O.Irq && Context == O.Context && Held == O.Held &&
         SameDropped() && Saved == O.Saved;
}

bool LockState::neutral() const {
  return Bh == 0 && Preempt == 0 && Rcu == 0 && Irq == IrqState() && Context == 0xff && Held.empty() &&
         Dropped.empty() && Saved.empty();
}

/// Keeps of \p Mine what \p Other has as well.
template <typename V> static bool intersect(V &Mine, const V &Other) {
  size_t Before = Mine.size();
  erase_if(Mine, [&](const auto &X) { return !is_contained(Other, X); });
  return Mine.size() != Before;
}

unsigned FactTable::Info::getHashValue(const Fact *F) {
  uint64_t Hash = uint64_t(F->Cond.Kind) << 8 | uint64_t(F->Cond.Val.Kind) << 1 | F->Sense;
  for (uint64_t Part : {F->Cond.Val.Data, F->Cond.Constant})
    Hash = densemap::detail::mix(Hash ^ Part);
  for (uint64_t Part : F->Others)
    Hash = densemap::detail::mix(Hash ^ Part);
  return Hash;
}

const Fact *FactTable::get(const Fact &F) {
  return Known.with(uint32_t(F.Cond.Val.Data), [&](Part &Mine) {
    auto It = Mine.All.find(&F);
    if (It == Mine.All.end()) {
      ArrayRef<int64_t> Others = F.Others;
      It = Mine.All.insert(new (Mine.Memory) Fact{F.Cond, F.Sense, Others.copy(Mine.Memory)}).first;
    }
    return *It;
  });
}

/// Of \p X, a value known on one way, that it is one of those known on both; null if that is not known.
static const Fact *widen(const Fact &X, const FactList &Other, FactTable &Facts) {
  constexpr size_t kMaxValues = 12; // the height of the lattice
  if (X.Cond.Kind != facts::ConditionKind::Equal || !X.Sense)
    return nullptr;
  auto Same = find_if(Other, [&](const Fact &Y) {
    return Y.Cond.Kind == facts::ConditionKind::Equal && Y.Sense && Y.Cond.Val == X.Cond.Val;
  });
  if (Same == Other.end())
    return nullptr;
  SmallVector<int64_t, 8> All(X.Others.begin(), X.Others.end());
  All.push_back(X.Cond.Constant);
  All.push_back(Same->Cond.Constant);
  append_range(All, Same->Others);
  sort(All);
  All.erase(llvm::unique(All), All.end());
  if (All.size() > kMaxValues)
    return nullptr;
  Fact Wider = X;
  Wider.Cond.Constant = All.front();
  Wider.Others = ArrayRef<int64_t>(All).drop_front();
  return Facts.get(Wider);
}

/// Whether \p X follows from \p Facts: `x != 3` from `x == 4`.
static bool follows(const Fact &X, FactsRef Facts) { return X.Others.empty() && holds(X, Facts) == Truth::Yes; }

bool meet(FactList &Mine, const FactList &Other, FactTable &Facts) {
  if (all_of(Mine, [&](const Fact &X) { return Other.contains(&X); }))
    return false;
  bool Changed = false;
  const FactList Before = Mine;
  Mine.replace([&](const Fact *X) {
    const Fact *New = Other.contains(X) || follows(*X, Other) ? X : widen(*X, Other, Facts);
    Changed |= New != X;
    return New;
  });
  if (!Changed)
    return false;
  for (const Fact &Y : Other)
    if (!Mine.contains(&Y) && !follows(Y, Mine) && follows(Y, Before))
      Mine.push_back(&Y);
  return true;
}

Value common(Tables &T, const Value *A, FactsRef FactsA, const Value *B, FactsRef FactsB) {
  if (A && B && *A == *B)
    return *A;
  // Whether V, a truth value, is what was set on a way.
  auto Stands = [&](const Value &V, const Value *Set, FactsRef Facts) {
    if (Set && *Set == V)
      return true;
    if (Set && (Set->Kind != facts::ValueKind::Const || (Set->Data & 1) != Set->Data))
      return false;
    Condition C{facts::ConditionKind::True, V, 0};
    bool Sense = true;
    T.unfold(C, Sense);
    Truth Is = evaluate(C, Facts);
    return Is != Truth::Unknown && ((Is == Truth::Yes) == Sense) == (Set && Set->Data);
  };
  auto Both = [&](const Value &V) { return Stands(V, A, FactsA) && Stands(V, B, FactsB); };
  for (const Value *V : {A, B})
    if (V && (V->Kind == facts::ValueKind::Load || V->Kind == facts::ValueKind::Truth) && Both(*V))
      return *V;
  bool Known = (!A || A->Kind == facts::ValueKind::Const) && (!B || B->Kind == facts::ValueKind::Const);
  for (const Fact &X : FactsA)
    if (Known && X.Others.empty() && evaluate(X.Cond, FactsB) != Truth::Unknown)
      if (Value V = T.truth(X.Cond, X.Sense == (A && A->Data)); Both(V))
        return V;
  return {};
}

bool FlowState::join(Tables &T, FactTable &Known, const FlowState &O) {
  bool Changed = (Feasible | O.Feasible) != Feasible;
  Feasible |= O.Feasible;
  if (Stored != O.Stored) {
    for (const auto &[P, V] : O.Stored)
      if (!stored(P)) {
        store(P, common(T, nullptr, Facts, &V, O.Facts));
        Changed = true;
      }
    for (auto &[P, V] : Stored)
      if (Value Both = common(T, &V, Facts, O.stored(P), O.Facts); Both != V) {
        V = Both;
        Changed = true;
      }
  }
  Changed |= meet(Facts, O.Facts, Known);
  Changed |= intersect(Env, O.Env);
  Changed |= intersect(Tests, O.Tests);
  Changed |= intersect(Released, O.Released);
  // The locks are the same; what took them need not be.
  for (size_t I = 0; I < Held.size(); ++I) {
    HeldLock &Mine = Held[I];
    auto Add = [&](uint32_t Event) {
      if (Event == Mine.EventIndex || is_contained(Mine.Others, Event))
        return;
      Mine.Others.push_back(Event);
      Changed = true;
    };
    Add(O.Held[I].EventIndex);
    for (uint32_t Event : O.Held[I].Others)
      Add(Event);
  }
  return Changed;
}

StateChange LockState::change() const {
  // Where the caller's lock was dropped, it is the caller's atomicity that ended.
  return {Bh, Irq.K, Context, ownAtomic(), Dropped.empty() && Preempt >= 0 && Rcu >= 0};
}

bool LockState::ownAtomic() const {
  return Preempt > 0 || Rcu > 0 || any_of(Held, [](const HeldLock &H) { return isSpinning(H.Kind); });
}

StateSet LockState::map(StateSet Entries) const {
  StateChange Change = change();
  StateSet Out = 0;
  for (unsigned I = 0; I < MachineState::kCount; ++I)
    if (Entries >> I & 1)
      Out |= 1u << Change(MachineState::fromIndex(I)).index();
  return Out;
}

StateSet LockState::leadingTo(StateSet There) const {
  if (There == kAllStates || neutral())
    return Feasible & There;
  StateChange Change = change();
  StateSet Out = 0;
  for (unsigned I = 0; I < MachineState::kCount; ++I)
    if (Feasible >> I & 1 && There >> Change(MachineState::fromIndex(I)).index() & 1)
      Out |= 1u << I;
  return Out;
}

/// What \p All has for \p P; null if nothing.
template <typename List> static auto *lookup(List &All, PathId P) {
  auto It = find_if(All, [&](const auto &X) { return X.first == P; });
  return It == All.end() ? nullptr : &It->second;
}

std::optional<IrqState> LockState::saved(PathId Variable) const {
  const IrqState *State = lookup(Saved, Variable);
  return State ? std::optional(*State) : std::nullopt;
}

const Value *FlowState::env(PathId P) const { return lookup(Env, P); }
const Value *FlowState::stored(PathId P) const { return lookup(Stored, P); }

void FlowState::store(PathId P, const Value &V) {
  constexpr size_t kMaxStored = 24;
  if (Value *Old = lookup(Stored, P))
    *Old = V;
  else if (Stored.size() < kMaxStored)
    Stored.emplace_back(P, V);
}

/// One replacement of the longest known prefix of \p P; \p P itself if there is none.
static PathId resolveOnce(Tables &T, const FlowState &S, PathId P) {
  const PathInfo Path = T.Paths[P];
  if (Path.Kind != facts::RootKind::Local && Path.Kind != facts::RootKind::CallResult &&
      Path.Kind != facts::RootKind::Param)
    return P;
  for (const auto &[Key, V] : S.Env) {
    const PathInfo Prefix = T.Paths[Key];
    if (Prefix.Kind != Path.Kind || Prefix.Root != Path.Root || Prefix.Steps.size() >= Path.Steps.size() ||
        !V.isPath() || Path.Steps.take_front(Prefix.Steps.size()) != Prefix.Steps)
      continue;
    ArrayRef<uint32_t> Rest = Path.Steps.drop_front(Prefix.Steps.size());
    if (V.Kind == facts::ValueKind::Load)
      return T.extend(V.Data, Rest);
    if ((Rest[0] & 3) == kDeref)
      return T.extend(V.Data, Rest.drop_front());
  }
  return P;
}

PathId resolve(Tables &T, const FlowState &S, PathId P) {
  for (unsigned I = 0; I < 8 && P != kNone; ++I) {
    PathId Next = resolveOnce(T, S, P);
    if (Next == P)
      break;
    P = Next;
  }
  return P;
}

Value resolve(Tables &T, const FlowState &S, Value V) {
  if (V.Kind == facts::ValueKind::Truth) {
    const Test Of = T.Tests[V.Data];
    Condition C = Of.Cond;
    bool Sense = Of.Sense;
    C.Val = resolve(T, S, C.Val);
    T.unfold(C, Sense);
    Truth Is = evaluate(C, S.Facts);
    return Is == Truth::Unknown ? T.truth(C, Sense) : Value::constant((Is == Truth::Yes) == Sense);
  }
  for (unsigned I = 0; I < 8 && V.isPath(); ++I) {
    PathId P = resolve(T, S, PathId(V.Data));
    const Value *Known = V.Kind == facts::ValueKind::Load ? S.env(P) : nullptr;
    if (!Known && V.Kind == facts::ValueKind::Load)
      Known = S.stored(P);
    if (!Known || Known->Kind == facts::ValueKind::Unknown || *Known == V) {
      V.Data = P;
      break;
    }
    V = *Known;
  }
  return V;
}

Truth evaluate(const Condition &C, FactsRef Facts) {
  auto Of = [](bool B) { return B ? Truth::Yes : Truth::No; };
  using facts::ConditionKind;
  if (C.Val.Kind == facts::ValueKind::Const) {
    int64_t V = C.Val.Data;
    switch (C.Kind) {
    case ConditionKind::True:
      return Of(V != 0);
    case ConditionKind::Equal:
      return Of(V == C.Constant);
    case ConditionKind::Less:
      return Of(V < C.Constant);
    case ConditionKind::Mask:
      return Of((V & C.Constant) != 0);
    }
  }
  if (C.Val.Kind == facts::ValueKind::Address || C.Val.Kind == facts::ValueKind::Function)
    return C.Kind == ConditionKind::True ? Truth::Yes : Truth::Unknown;
  for (const Fact &F : Facts) {
    if (F.Cond.Val != C.Val)
      continue;
    if (F.Cond == C && F.Others.empty())
      return Of(F.Sense);
    if (F.Cond.Kind == ConditionKind::Equal && F.Sense) { // the value is known, or some that it may have
      Condition Known = C;
      Known.Val = Value::constant(F.Cond.Constant);
      Truth Is = evaluate(Known, {});
      if (all_of(F.Others, [&](int64_t Other) {
            Known.Val = Value::constant(Other);
            return evaluate(Known, {}) == Is;
          }))
        return Is;
      continue;
    }
    if (F.Cond.Kind == ConditionKind::True && !F.Sense) { // it is zero
      Condition Known = C;
      Known.Val = Value::constant(0);
      return evaluate(Known, {});
    }
    if (C.Kind == ConditionKind::True && F.Sense &&
        (F.Cond.Kind == ConditionKind::Mask || (F.Cond.Kind == ConditionKind::Less && F.Cond.Constant <= 0)))
      return Truth::Yes;
  }
  return Truth::Unknown;
}

Value known(const Value &V, FactsRef Facts) {
  for (const Fact &X : Facts)
    if (X.Cond.Val == V && X.Others.empty() && X.Sense == (X.Cond.Kind == facts::ConditionKind::Equal) &&
        (X.Cond.Kind == facts::ConditionKind::Equal || X.Cond.Kind == facts::ConditionKind::True))
      return Value::constant(X.Sense ? X.Cond.Constant : 0);
  return V;
}

Fact about(const Tables &T, Fact X, const Value &V) {
  X.Cond.Val = V;
  if (V.Kind == facts::ValueKind::Truth && !X.Others.empty())
    X.Cond.Val = Value();
  T.unfold(X.Cond, X.Sense);
  return X;
}

Truth holds(const Fact &X, FactsRef Facts) {
  Condition C = X.Cond;
  Truth Is = evaluate(C, Facts);
  if (X.Others.empty())
    return Is == Truth::Unknown ? Is : (Is == Truth::Yes) == X.Sense ? Truth::Yes : Truth::No;
  bool Maybe = Is == Truth::Unknown;
  for (int64_t Other : X.Others) {
    if (Is == Truth::Yes)
      return Is;
    C.Constant = Other;
    Is = evaluate(C, Facts);
    Maybe |= Is == Truth::Unknown;
  }
  return Is == Truth::Yes ? Is : Maybe ? Truth::Unknown : Truth::No;
}

} // namespace lockctx
