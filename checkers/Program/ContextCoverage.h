//===- ContextCoverage.h - What is known of contexts, and what not -*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Which functions have a known context, which calls through pointers a known target, and what stands in the way of
/// the others. A function that a model speaks for is not counted: nobody looks into it.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_CONTEXTCOVERAGE_H
#define LOCKCTX_PROGRAM_CONTEXTCOVERAGE_H

#include "Program/ContextPropagation.h"

namespace lockctx {

/// Why nothing is known of a function's context.
enum class NoContext : uint8_t {
  NeverCalled, ///< Nothing calls it, and its address goes nowhere.
  AddressOnly, ///< Its address goes somewhere, but nobody is known to call it from there.
  Callers,     ///< Nothing is known of its callers' contexts either.
  NotReached   ///< Its callers' contexts are known, but none of them gets to the call.
};

struct ContextCoverage {
  struct Unknown {
    FuncId Function;
    NoContext Why;
    /// AddressOnly: where the address goes, "stored in struct foo.done"; Callers: the function at the top of them.
    std::string From;
    bool Reachable; ///< From an entry point, or from a function whose address is taken.
  };
  struct Unresolved {
    FuncId Function;
    Place At;
    std::string Through; ///< "struct foo.done", "parameter 1 of foo()"
  };

  unsigned Functions = 0, Known = 0, Reachable = 0, ReachableKnown = 0;
  std::vector<Unknown> Without;
  std::vector<Unresolved> Pointers;
};

ContextCoverage coverContexts(const Program &P, const PointerFlow &Pointers,
                              const std::vector<FunctionSummary> &Summaries, const ContextPropagation &Contexts);

} // namespace lockctx

#endif
