//===- Analysis.h - The whole-program stages in order ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// From a linked program to what rules read: pointers resolved, a summary for each function (bottom up over the call
/// graph's strongly connected components), contexts (top down from the entry points), usage bits and the lock graph.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_ANALYSIS_H
#define LOCKCTX_PROGRAM_ANALYSIS_H

#include "Program/ContextPropagation.h"
#include "Program/LockUsage.h"
#include "Program/TableRows.h"

namespace lockctx {

struct Analysis {
  explicit Analysis(Program &P);

  /// Whom each function calls, or makes call back.
  using CallGraph = ListOf<llvm::SmallVector<FuncId, 4>>;

  Program &P;
  PointerFlow Pointers;
  FactTable Facts; ///< Of the summaries.
  std::vector<FunctionSummary> Summaries;
  std::unique_ptr<ContextPropagation> Contexts;
  std::unique_ptr<LockUsage> Usage;

private:
  void summarize(llvm::ArrayRef<FuncId> Component, const CallGraph &Calls, const TableRows &Rows);
};

} // namespace lockctx

#endif
