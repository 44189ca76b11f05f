//===- Stretch.h - Calls in states that they must not have ------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What the rules share that know calls which must not be made in some states. The state may begin far above the call:
/// a finding stands there, in the function that took the lock or in the callback that the kernel runs so, at the call
/// below which the forbidden one is, so that each section that is wrong is a finding.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_RULES_STRETCH_H
#define LOCKCTX_RULES_STRETCH_H

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>
#include <set>

namespace lockctx {

/// A call that must not be made in some states.
struct Forbidden {
  uint32_t EventIndex, State; ///< State: of the function's summary, there.
  uint32_t GfpParam = kNone;  ///< Only if this parameter lets it sleep.
};
using ForbiddenCalls = llvm::DenseMap<FuncId, llvm::SmallVector<Forbidden, 1>>;

/// Where a bad state begins, or what is called in it, and the way down to the forbidden call.
struct Stretch {
  VariantId V;
  uint8_t Entry;          ///< The state in which V is entered.
  const LockState &State; ///< At the call in V, relative to the entry.
  MachineState At;        ///< The same, absolute.
  FuncId Inner;           ///< The function that makes the forbidden call,
  const Event &Call;      ///< which is this.
  Finding F;              ///< With rule, place, chain, confidence; the texts are for the rule to write.
};

/// Finds the stretches for one rule.
class StretchFinder {
public:
  StretchFinder(const Analysis &A, const RuleInfo &Rule, const WitnessWriter &Write);
  /// Calls \p Report for every stretch in a state that is \p Bad at one of \p Calls, the best certainty first, once
  /// for each place where one stands; not where one has been reported before.
  void each(llvm::function_ref<bool(MachineState)> Bad, const ForbiddenCalls &Calls,
            llvm::function_ref<void(Stretch)> Report);

private:
  const Analysis &A;
  const RuleInfo &Rule;
  const WitnessWriter &Write;
  std::vector<llvm::SmallVector<FuncId, 2>> Callers; ///< By callee.
  std::set<std::pair<FuncId, Place>> Done;
};

} // namespace lockctx

#endif
