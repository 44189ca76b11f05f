//===- Extractor.h - TUs to facts, in worker processes ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the extract stage over many TUs in worker processes, which are forked before any Clang state exists. A worker
/// that crashes, or that takes too long, costs the TU it was at; another takes its place.
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
  unsigned TimeLimit = 300; ///< Seconds for one TU.
  bool Progress = false;    ///< A bar on standard error, rewritten in place; else a line now and then.
};

/// Extracts \p Units into \p Into (its Directory exists), and fills its Entries in the order of \p Units. A unit
/// whose facts are there already, made from the same inputs, is not parsed again; \p Reused counts these.
llvm::Error extractAll(llvm::ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &Options,
                       Store &Into, size_t &Reused);

} // namespace lockctx

#endif
