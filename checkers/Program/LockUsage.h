//===- LockUsage.h - Usage bits and the lock graph -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// lockdep's data, computed instead of observed: for each lock class its usage bits, with the sites that set them, and
/// the dependencies between classes. The marking rules are those of kernel/locking/lockdep.c: mark_usage() (a trylock
/// sets no IN- bit; SOFTIRQ-ON needs IRQs on as well), mark_held_locks() (enabling marks what is held), and
/// check_prev_add() with its four kinds of dependency.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_LOCKUSAGE_H
#define LOCKCTX_PROGRAM_LOCKUSAGE_H

#include "Program/ContextPropagation.h"
#include <mutex>

namespace lockctx {

/// The interrupt that a usage bit is about.
enum class Irq : uint8_t { Hardirq, Softirq };

/// A usage bit: IN- (taken in that interrupt) or -ON (taken with it enabled), as a writer or a reader.
struct UsageBit {
  Irq Which;
  bool In;
  bool Read;
  constexpr unsigned index() const { return static_cast<unsigned>(Which) * 4 + !In * 2 + Read; }
  static constexpr unsigned kCount = 8;
};

/// One way in which a site gets a bit.
struct UsageWitness {
  VariantId V = kNone;
  uint8_t State = 0; ///< The variant's entry state.
  Certainty Sure = Certainty::Always;
  bool valid() const { return V != kNone; }
};

/// The ways in which a site gets a bit, at most one for each home (Variant::Home); the best certainty comes first.
struct UsageWitnesses {
  llvm::SmallVector<UsageWitness, 1> All;
  bool valid() const { return !All.empty(); }
  const UsageWitness &best() const { return All.front(); }
  Certainty sure() const { return best().Sure; }
};

/// A place that takes a lock of a class, or that enables interrupts while one is held.
struct LockSite {
  FuncId Function;
  bool IsEnabling;
  uint32_t Index; ///< Into the summary's Acquisitions or Enables.
  uint32_t EventIndex;
  LockKind Kind;
  bool Read, Try;
  /// An entry point whose caller holds the lock: it is used in the contexts of that entry. Else kNone.
  uint32_t Entry = kNone;
  UsageWitnesses Bits[UsageBit::kCount]; ///< By UsageBit::index().
  /// Taken by a task with BHs off, while the entry point itself or the function's own module disabled them.
  UsageWitness BhOffTask;
  /// Any way here.
  UsageWitness Reached;
};

struct ClassUsage {
  ListOf<LockSite> Sites;
  /// The sites that have the bit, best certainty first; nothing if there is none.
  std::vector<const LockSite *> with(UsageBit B) const;
  /// The best certainty of the bit.
  std::optional<Certainty> certainty(UsageBit B) const;
  std::string Notation; ///< lockdep's: "{+.-.}".
};

/// Kinds of a dependency: the held lock Exclusive or Shared, the taken one Recursive read or Not.
enum DependencyKind : uint8_t { kEN = 1, kER = 2, kSN = 4, kSR = 8 };

struct Dependency {
  DependencyKind Kind = kEN;
  UsageWitness Where;
  uint32_t EventIndex = 0;    ///< That takes the second lock, in the variant's function.
  uint32_t State = 0;         ///< Of the summary.
  FuncId Callee = kNone;      ///< If the event is a call below which it is taken.
  uint32_t HeldEvent = kNone; ///< That took the first; kNone: the entry point's caller holds it.
  uint32_t Entry = kNone;     ///< Then: the entry point.
  ClassId Turn = kNone;       ///< The ordered workqueue that it all runs on.
  bool TakenRead = false;     ///< The second lock is taken for reading.
};

class LockUsage {
public:
  LockUsage(Program &P, const PointerFlow &Pointers, const std::vector<FunctionSummary> &Summaries,
            const ContextPropagation &Contexts);

  const std::map<ClassId, ClassUsage> &classes() const { return Classes; }
  /// The ways to each dependency, at most one for each home, kind and turn; the best certainty comes first.
  const std::map<std::pair<ClassId, ClassId>, std::vector<Dependency>> &dependencies() const { return Dependencies; }
  /// The kinds of all ways from one class to another.
  uint8_t kinds(ClassId Held, ClassId Taken) const;
  /// Whether a class stands for something that is waited for, not for a lock.
  bool isPseudo(ClassId C) const { return Pseudo.contains(C); }
  /// The machine state in which \p Site is, reached as \p W says.
  MachineState stateAt(const LockSite &Site, const UsageWitness &W) const;
  /// The first step of a way from \p F to where a lock of class \p C is taken so below it, through modules whose
  /// objects can be those of \p Home (Variant::Home); null if there is none. Several threads may ask.
  const ClassWitness *wayTo(FuncId F, TakenClass C, uint32_t Home) const;
  /// Classes below a class in the graph: the targets of dependencies, with the index of each.
  llvm::ArrayRef<ClassId> successors(ClassId C) const;

private:
  void visit(VariantId V);
  void addSite(ClassId C, LockSite Site, const LockState &S, const Variant &Var, VariantId V);
  void addEnabling(VariantId V, uint32_t Index);
  void depend(ClassId Held, ClassId Taken, bool HeldRead, bool Recursive, Dependency D);
  ClassId turnOf(const UsageWitness &W);
  void addDependencies(VariantId V, const LockState &S, uint32_t StateIndex, uint32_t EventIndex, ClassId Taken,
                       const Taking &How, FuncId Callee, llvm::ArrayRef<PathId> Dropped, StateSet Below = kAllStates);
  void addEntryUsage(uint32_t Entry, ClassId Class);
  void addEntryLocks();
  template <typename Fn> void eachCallHolding(VariantId V, Fn Do) const;
  void findWays();
  bool ownBhOff(VariantId V, unsigned State, Certainty C, const LockState &S) const;
  void mark(LockSite &Site, UsageBit B, const UsageWitness &W);

  Program &P;
  const std::vector<FunctionSummary> &Summaries;
  const PointerFlow &Pointers;
  const ContextPropagation &Contexts;
  std::map<ClassId, ClassUsage> Classes;
  std::map<std::tuple<ClassId, FuncId, bool, uint32_t>, uint32_t> SiteIds;
  std::map<std::pair<ClassId, ClassId>, std::vector<Dependency>> Dependencies;
  std::map<ClassId, std::vector<ClassId>> Next;
  llvm::DenseSet<ClassId> Pseudo;
  llvm::DenseMap<std::pair<VariantId, uint32_t>, ClassId> Turns; ///< Of turnOf().
  /// By function and home, what wayTo() says of each class in the function's summary. Only while this is built.
  llvm::DenseMap<std::pair<FuncId, uint32_t>, std::vector<const ClassWitness *>> WaysFrom;
  /// Of wayTo(), where it is not the way that the summaries keep: what has been found out so far.
  struct OtherWays {
    std::mutex Lock;
    std::map<std::pair<FuncId, uint32_t>, ClassWitness> From;
    llvm::DenseSet<std::pair<FuncId, uint32_t>> NoneFrom;
  };
  mutable std::mutex WaysLock; ///< Of the map, not of what is in it.
  mutable std::map<TakenClass, OtherWays> Ways;
};

} // namespace lockctx

#endif
