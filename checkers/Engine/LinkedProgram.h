//===- LinkedProgram.h - From facts to what rules read ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Links the facts of stores, or those of one TU that was parsed just now, completed by a store, and analyses the
/// result. This is what the command line and the shells have in common.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_LINKEDPROGRAM_H
#define LOCKCTX_ENGINE_LINKEDPROGRAM_H

#include "Engine/Store.h"
#include "Program/Analysis.h"
#include "Summary/FactsIO.h"

namespace lockctx {

/// A linked program; the facts stay mapped as long as it lives.
struct LinkedProgram {
  std::vector<FactsFile> Files;
  std::unique_ptr<Program> P;
  std::unique_ptr<Analysis> A;
  std::string SourceRoot;
  std::vector<const facts::TU *> Units; ///< Of each entry, store by store; null: lost.
  /// Between two stages that look at a few things here and there: gives back the memory of what was read.
  void release() const {
    for (const FactsFile &F : Files)
      F.release();
  }
};

/// The result does not depend on the order of \p Stores, nor on that of the files in them.
std::unique_ptr<LinkedProgram> linkStores(llvm::ArrayRef<Store> Stores, const Models &M);

/// Links \p Unit with all of \p Around (may be null) but what that knows of the same source file. Of the latter, it
/// keeps the functions of headers: a parser may have skipped their bodies.
std::unique_ptr<LinkedProgram> linkUnit(FactsFile Unit, const Store *Around, const Models &M);

} // namespace lockctx

#endif
