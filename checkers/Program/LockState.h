//===- LockState.h - What is known at a point of a function ----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The elements of the dataflow: a lock state relative to the function's entry, together with what is known of
/// variables on the paths that lead to it. States of equal lock part are joined and keep the knowledge that they
/// share; states that differ stay apart (property simulation, Das, Lerner and Seigle, PLDI 2002). So
/// `if (a) lock(); ... if (a) unlock();` is followed exactly, at a cost that grows with the lock states only.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_LOCKSTATE_H
#define LOCKCTX_PROGRAM_LOCKSTATE_H

#include "Program/Program.h"
#include "llvm/ADT/iterator.h"

namespace lockctx {

/// The IRQ state relative to the entry: as it was, on, off, or what the variable at `From` holds.
struct IrqState {
  enum Kind : uint8_t { Entry, On, Off, From } K = Entry;
  PathId Variable = kNone; ///< From
  bool operator==(const IrqState &) const = default;
};

/// What the call that took a lock did to IRQs besides: nothing that is known, or it disabled them, as they were on
/// entry to the function or off already.
enum class Disabling : uint8_t { None, Once, Twice };

/// A lock that was taken since the entry and is still held.
struct HeldLock {
  PathId Path = kNone;
  ClassId Class = kNone; ///< kNone: not known here, but perhaps to a caller.
  LockKind Kind = LockKind::Spin;
  bool Read = false;
  uint32_t EventIndex = 0; ///< Of this function: what took it.
  int8_t BhAt = 0;         ///< BHs and IRQs where it was taken.
  IrqState IrqAt;
  Disabling Irqs = Disabling::None;
  llvm::SmallVector<uint32_t, 0> Others; ///< More events that did, on other ways to the same point.
  bool operator==(const HeldLock &O) const {
    return Path == O.Path && Class == O.Class && Kind == O.Kind && Read == O.Read;
  }
};

/// Something known on a path: a condition that was tested and how it came out.
struct Fact {
  Condition Cond;
  bool Sense;
  /// With Equal, where ways meet: or the value is one of these. All are greater than Cond's, and sorted.
  llvm::ArrayRef<int64_t> Others;
  bool operator==(const Fact &) const = default;
};

/// Some facts, seen from outside: a list of pointers that looks like one of facts.
class FactsRef {
public:
  FactsRef() = default;
  FactsRef(llvm::ArrayRef<const Fact *> All) : All(All) {}
  auto begin() const { return llvm::pointee_iterator<const Fact *const *>(All.begin()); }
  auto end() const { return llvm::pointee_iterator<const Fact *const *>(All.end()); }

private:
  llvm::ArrayRef<const Fact *> All;
};

/// Facts of one FactTable, in which equal ones are one. There are many more lists with a fact in it than facts.
class FactList {
public:
  operator FactsRef() const { return llvm::ArrayRef<const Fact *>(All); }
  auto begin() const { return FactsRef(*this).begin(); }
  auto end() const { return FactsRef(*this).end(); }
  bool empty() const { return All.empty(); }
  size_t size() const { return All.size(); }
  bool operator==(const FactList &) const = default;
  bool contains(const Fact *F) const { return llvm::is_contained(All, F); }
  void push_back(const Fact *F) { All.push_back(F); }
  template <typename Fn> void eraseIf(Fn Gone) {
    llvm::erase_if(All, [&](const Fact *F) { return Gone(*F); });
  }
  /// Puts what \p New returns in the place of each fact; null removes it.
  template <typename Fn> void replace(Fn New) {
    for (const Fact *&F : All)
      F = New(F);
    llvm::erase(All, nullptr);
  }

private:
  llvm::SmallVector<const Fact *, 0> All;
};

/// All facts of a program. Several threads may ask.
class FactTable {
public:
  const Fact *get(const Fact &F);

private:
  struct Info {
    static const Fact *getEmptyKey() { return llvm::DenseMapInfo<const Fact *>::getEmptyKey(); }
    static const Fact *getTombstoneKey() { return llvm::DenseMapInfo<const Fact *>::getTombstoneKey(); }
    static unsigned getHashValue(const Fact *F);
    static bool isEqual(const Fact *A, const Fact *B) {
      auto Special = [](const Fact *F) { return F == getEmptyKey() || F == getTombstoneKey(); };
      return A == B || (!Special(A) && !Special(B) && *A == *B);
    }
  };
  struct Part {
    llvm::BumpPtrAllocator Memory;
    llvm::DenseSet<const Fact *, Info> All;
  };
  Sharded<Part> Known;
};

/// Flags of objects (Program::Flags) that were set since the entry, and to what; Unknown if that is not known. A
/// flag that is not among them is as it was.
using StoredFlags = llvm::SmallVector<std::pair<PathId, Value>, 0>;
/// What is both \p A on the one way and \p B on another, \p FactsA and \p FactsB being known of these: if they are
/// truth values and a test tells the ways apart, the result of that test; else Unknown. Null is a flag that was not
/// set, and taken to be clear: `if (x) o->f = true;` is `o->f = x`.
Value common(Tables &T, const Value *A, FactsRef FactsA, const Value *B, FactsRef FactsB);

/// What a part of a function does to the machine state that the function was entered in.
struct StateChange {
  int8_t Bh; ///< Depth, relative to the entry.
  IrqState::Kind Irq;
  uint8_t Context; ///< As in LockState.
  bool Atomic, KeepsCallersAtomic;
  MachineState operator()(MachineState Entry) const {
    bool BhOff = Bh + (Entry.Context == ExecContext::Task && Entry.BhOff) > 0;
    bool IrqOff = Irq == IrqState::Off || (Irq != IrqState::On && Entry.IrqOff);
    return MachineState::make(Context == 0xff ? Entry.Context : static_cast<ExecContext>(Context), BhOff, IrqOff,
                              Atomic || (Entry.Atomic && KeepsCallersAtomic));
  }
  /// The same, but for what it does to BHs and IRQs.
  StateChange with(int8_t OtherBh, IrqState OtherIrq) const {
    return {OtherBh, OtherIrq.K, Context, Atomic, KeepsCallersAtomic};
  }
};

/// What summaries keep.
struct LockState {
  // The lock part.
  int8_t Bh = 0, Preempt = 0, Rcu = 0; ///< Depths relative to the entry.
  /// An execution context that was entered since (`enter hardirq`), or 0xff.
  uint8_t Context = 0xff;
  IrqState Irq;
  llvm::SmallVector<HeldLock, 0> Held;
  llvm::SmallVector<PathId, 0> Dropped; ///< Locks of the caller's that were released.
  /// IRQ states saved in variables.
  llvm::SmallVector<std::pair<PathId, IrqState>, 0> Saved;
  // The path part.
  FactList Facts;
  llvm::SmallVector<uint32_t, 0> Released; ///< Events that took what was released again.
  uint32_t ReturnEvent = kNone;            ///< That led to the end of the function.
  /// Entry states in which this point is reached.
  StateSet Feasible = kAllStates;

  bool sameLocks(const LockState &O) const;
  bool neutral() const;
  /// Whether preemption is off here by the function's own doing: a spinning lock, RCU, preempt_disable().
  bool ownAtomic() const;
  /// From the machine state that the function was entered in to the one here.
  StateChange change() const;
  MachineState at(MachineState Entry) const { return change()(Entry); }
  /// As change(), to the point where \p H was taken. Whether that was atomic is not known.
  StateChange changeToTaking(const HeldLock &H) const { return {H.BhAt, H.IrqAt.K, Context, false, true}; }
  /// at() for sets of state indices.
  StateSet map(StateSet Entries) const;
  /// The feasible entry states in which the state here is one of \p There.
  StateSet leadingTo(StateSet There) const;
  std::optional<IrqState> saved(PathId Variable) const;
};

/// With what only the function's own dataflow needs: what is known of variables and tests.
struct FlowState : LockState {
  llvm::SmallVector<std::pair<PathId, Value>, 0> Env; ///< Values of variables.
  StoredFlags Stored;
  /// Results of context tests: the entry states in which they were true.
  llvm::SmallVector<std::pair<PathId, StateSet>, 0> Tests;

  /// Takes in \p O, whose lock part is the same; returns whether anything changed.
  bool join(Tables &T, FactTable &Known, const FlowState &O);
  const Value *env(PathId P) const;
  const Value *stored(PathId P) const;
  /// Notes that flag \p P was set to \p V.
  void store(PathId P, const Value &V);
};

/// Resolves paths through what is known of variables in \p S.
PathId resolve(Tables &T, const FlowState &S, PathId P);
Value resolve(Tables &T, const FlowState &S, Value V);

/// What \p Facts and constants say of a condition.
enum class Truth : uint8_t { Unknown, No, Yes };
Truth evaluate(const Condition &C, FactsRef Facts);
/// What \p X says, said of \p V instead of the value that it is about.
Fact about(const Tables &T, Fact X, const Value &V);
Truth holds(const Fact &X, FactsRef Facts);
/// \p V, or the constant that it is known to be.
Value known(const Value &V, FactsRef Facts);
/// Leaves in \p Mine what holds where \p Other's way meets it; returns whether that is less than before.
bool meet(FactList &Mine, const FactList &Other, FactTable &Facts);

} // namespace lockctx

#endif
