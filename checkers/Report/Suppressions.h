//===- Suppressions.h - Sites that somebody vouches for ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Sites to change are taken out of findings by a comment beside them or by an entry of a file (docs/baseline.md), each
/// with its reason; a finding that has none left goes. One that does nothing, or that says no reason, is a note.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_SUPPRESSIONS_H
#define LOCKCTX_REPORT_SUPPRESSIONS_H

#include "Model/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace lockctx {

struct SuppressionSources {
  std::vector<std::string> Files; ///< Source files that are looked through for comments.
  std::string List;               ///< A file of suppressions; empty: none.
  std::vector<std::string> Rules; ///< All rules that there are; R.Rules are those that were run.
};

/// Fails if the list cannot be read or is not as it should be.
llvm::Error suppress(Report &R, const SuppressionSources &From);

} // namespace lockctx

#endif
