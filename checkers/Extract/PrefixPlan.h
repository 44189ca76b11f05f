//===- PrefixPlan.h - Which TUs share which headers -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Chooses prefixes (Prefix.h) for a set of TUs, so that all of it costs least: making a prefix costs about what
/// parsing its headers costs twice, and saves that once for each TU. Only TUs whose commands are the same to the parser
/// share one. The plan is an estimate; whether a prefix applies to a TU is seen when it is parsed.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_PREFIXPLAN_H
#define LOCKCTX_EXTRACT_PREFIXPLAN_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/ArrayRef.h"

namespace lockctx {

struct PlannedPrefix {
  std::string Header;            ///< Text of the header to be precompiled.
  uint32_t Like;                 ///< The unit with whose options.
  std::vector<uint32_t> Members; ///< Units that are to be parsed with it.
};

/// Plans for those of \p Units that \p Which names. Deterministic. A unit is a member of one prefix or of none.
std::vector<PlannedPrefix> planPrefixes(llvm::ArrayRef<TranslationUnit> Units, llvm::ArrayRef<uint32_t> Which);

} // namespace lockctx

#endif
