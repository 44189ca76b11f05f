//===- Occurrences.h - Rules about single calls -----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What the rules share that judge one call in the state that it is made in.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_RULES_OCCURRENCES_H
#define LOCKCTX_RULES_OCCURRENCES_H

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include <set>

namespace lockctx {

/// One way in which an occurrence is reached.
struct Reached {
  VariantId V;
  unsigned Entry; ///< The state in which the variant is entered.
  Certainty Sure;
  FuncId Function;
  const Occurrence &Where;
  const LockState &State; ///< At the occurrence, relative to the entry.
  MachineState At;        ///< The same, absolute.
  /// The call where a finding stands: the occurrence, or if that is in a header, the call of the header's function.
  FuncId Stands;
  uint32_t StandsEvent;
};

/// Fills in where a finding stands.
void stand(const Analysis &A, Reached &R);

/// Calls \p Judge for each occurrence of \p List in each state that reaches it, the best certainty first, until it
/// returns true for the place where it stands: then there is a finding, and one is enough.
template <typename ListT, typename Fn> void eachOccurrence(const Analysis &A, ListT FunctionSummary::*List, Fn Judge) {
  std::set<std::pair<FuncId, Place>> Done;
  const auto &Variants = A.Contexts->variants();
  for (unsigned C = 0; C < kCertainties; ++C)
    for (VariantId V = 0; V < Variants.size(); ++V) {
      FuncId F = Variants[V].Function;
      const FunctionSummary &Summary = A.Summaries[F];
      if ((Summary.*List).empty())
        continue;
      for (unsigned X = 0; X < MachineState::kCount; ++X) {
        if (!(Variants[V].Entered.states(static_cast<Certainty>(C)) >> X & 1))
          continue;
        for (const auto &O : Summary.*List) {
          const LockState &S = Summary.States[O.State];
          if (!(S.Feasible >> X & 1) || !A.Contexts->possible(Variants[V], S))
            continue;
          Reached R{V, X, static_cast<Certainty>(C), F, O, S, S.at(MachineState::fromIndex(X)), F, O.EventIndex};
          stand(A, R);
          std::pair<FuncId, Place> Where{R.Stands, A.P.Functions[R.Stands].Events[R.StandsEvent].At};
          if (!Done.count(Where) && Judge(R))
            Done.insert(Where);
        }
      }
    }
}

/// A finding at the call \p R, with the chain that leads to it.
Finding callFinding(const WitnessWriter &Write, const RuleInfo &Rule, const Reached &R);

} // namespace lockctx

#endif
