//===- Extractor.h - TUs to facts, in worker processes ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the extract stage over many TUs in worker processes, which are forked before any Clang state exists. First the
/// prefixes are made that TUs share (PrefixPlan.h); they are kept in the store. A worker that crashes, or that takes
/// too long or too much memory, costs the TU it was at, which is tried once more, alone and plainly; another worker
/// takes its place.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_EXTRACTOR_H
#define LOCKCTX_TOOLS_EXTRACTOR_H

#include "Annotations/Models.h"
#include "Engine/Store.h"
#include "Project/TranslationUnit.h"

namespace lockctx {

struct ExtractorOptions {
  unsigned Jobs = 1;
  unsigned TimeLimit = 300;    ///< Seconds for one TU.
  unsigned MemoryLimit = 6144; ///< MiB of a worker's address space.
  bool Progress = false;       ///< A bar on standard error, rewritten in place; else a line now and then.
  bool Prefixes = true;        ///< Parse headers that many TUs share once.
  bool Explain = false;        ///< Say on standard error how each TU was parsed.
};

/// What extractAll() did.
struct ExtractorCounts {
  size_t Reused = 0;   ///< Units whose facts were there already.
  size_t Prefixed = 0; ///< Parsed with a prefix.
  size_t Refused = 0;  ///< To which their prefix does not apply: parsed plainly.
  size_t Prefixes = 0; ///< Prefixes that were made.
};

/// Extracts \p Units into \p Into (its Directory exists), and fills its Entries in the order of \p Units. A unit
/// whose facts are there already, made from the same inputs, is not parsed again. The facts are the same however they
/// were made: with or without prefixes, in one run or several.
llvm::Error extractAll(llvm::ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &Options,
                       Store &Into, ExtractorCounts &Counts);

} // namespace lockctx

#endif
