//===- Context.h - Execution contexts and interrupt states -----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What a CPU may be doing when it runs a piece of code: one of ten machine states (execution context, BHs, IRQs, and
/// for a task with both on whether it may sleep), and sets of them. In softirq, BHs are off by nature; in hardirq and
/// nmi they do not matter, since no softirq can run there either.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_MODEL_CONTEXT_H
#define LOCKCTX_MODEL_CONTEXT_H

#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>

namespace lockctx {

enum class ExecContext : uint8_t { Task, Softirq, Hardirq, Nmi };

/// A machine state. The number of one is its bit in a StateSet.
struct MachineState {
  ExecContext Context = ExecContext::Task;
  bool BhOff = false; ///< Bottom halves are disabled. Always true outside of Task.
  bool IrqOff = false;
  /// A task with BHs and IRQs on that must not sleep all the same: a spinlock, an RCU read section, or preemption off.
  /// Never set in other states, which must not sleep anyhow.
  bool Atomic = false;

  static constexpr unsigned kCount = 10;
  /// Task 0 to 3 (bit 0: BHs off, bit 1: IRQs off), softirq 4 and 5, hardirq 6 and 7 (bit 0: IRQs off), nmi 8, atomic
  /// task 9.
  constexpr unsigned index() const {
    if (Context == ExecContext::Task)
      return Atomic ? 9 : BhOff + 2 * IrqOff;
    return Context == ExecContext::Softirq ? 4 + IrqOff : Context == ExecContext::Hardirq ? 6 + IrqOff : 8;
  }
  static constexpr MachineState fromIndex(unsigned I) {
    if (I < 4)
      return make(ExecContext::Task, I & 1, I & 2);
    if (I < 8)
      return make(I < 6 ? ExecContext::Softirq : ExecContext::Hardirq, true, I & 1);
    return I == 9 ? make(ExecContext::Task, false, false, true) : make(ExecContext::Nmi, true, true);
  }
  /// The state with what its context implies filled in.
  static constexpr MachineState make(ExecContext Context, bool BhOff, bool IrqOff, bool Atomic = false) {
    MachineState S;
    S.Context = Context;
    S.BhOff = BhOff || Context != ExecContext::Task;
    S.IrqOff = IrqOff || Context == ExecContext::Nmi;
    S.Atomic = Atomic && !S.BhOff && !S.IrqOff;
    return S;
  }
  bool maySleep() const { return Context == ExecContext::Task && !BhOff && !IrqOff && !Atomic; }
  bool inInterrupt() const { return Context == ExecContext::Hardirq || Context == ExecContext::Nmi; }
  bool operator==(const MachineState &) const = default;
  /// "task, BHs on, IRQs on"
  std::string describe() const;
};

/// A set of machine states, by index.
using StateSet = uint16_t;
inline constexpr StateSet kAllStates = (1u << MachineState::kCount) - 1;

/// How sure it is that code runs in a state: a lane of an EntrySet.
enum class Certainty : uint8_t {
  Always, ///< The kernel itself runs it so.
  May,    ///< Another driver or a configuration decides.
  Init,   ///< Only while a module is set up or torn down.
  /// Nothing is known of who calls it: looked at as if called by a task that may sleep, for rules that ask only what
  /// a function does to itself. Gives no usage bit and no dependency.
  Unknown,
};
inline constexpr unsigned kCertainties = 4, kKnownCertainties = 3;

/// Machine states with their certainty: one StateSet for each Certainty.
class EntrySet {
public:
  bool empty() const { return Bits == 0; }
  bool has(MachineState S, Certainty C) const { return Bits >> bit(S.index(), C) & 1; }
  /// Adds; returns whether it was new.
  bool add(unsigned StateIndex, Certainty C) {
    uint64_t Old = Bits;
    Bits |= 1ull << bit(StateIndex, C);
    return Bits != Old;
  }
  StateSet states(Certainty C) const { return Bits >> (static_cast<unsigned>(C) * MachineState::kCount) & kAllStates; }
  /// All but those of unknown callers.
  StateSet states() const { return states(Certainty::Always) | states(Certainty::May) | states(Certainty::Init); }
  bool operator==(const EntrySet &) const = default;

private:
  static unsigned bit(unsigned StateIndex, Certainty C) {
    return static_cast<unsigned>(C) * MachineState::kCount + StateIndex;
  }
  uint64_t Bits = 0;
};

const char *name(ExecContext C);
const char *name(Certainty C);

/// One line of a model's `states:`, for example "task bh-off irq-off may".
struct StateSpec {
  StateSet States = 0;
  Certainty Sure = Certainty::Always;
};
/// Parses one. \p Exact: what is left out takes its default (an entry); otherwise it stands for both (a test).
llvm::Expected<StateSpec> parseStateSpec(llvm::StringRef Text, bool Exact);

} // namespace lockctx

#endif
