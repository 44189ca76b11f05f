//===- Linked.h - Stores, linked and analysed -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_LINKED_H
#define LOCKCTX_TOOLS_LINKED_H

#include "Program/Analysis.h"
#include "Store.h"
#include "Summary/FactsIO.h"

namespace lockctx {

/// What is linked from stores; the facts stay mapped as long as it lives.
struct Linked {
  std::vector<FactsFile> Files;
  std::unique_ptr<Program> P;
  std::unique_ptr<Analysis> A;
  std::string SourceRoot;
  std::vector<const facts::TU *> Units; ///< Of each entry, store by store; null: lost.
};

/// The result does not depend on the order of \p Stores, nor on that of the files in them.
llvm::Expected<std::unique_ptr<Linked>> linkStores(llvm::ArrayRef<Store> Stores, const Models &M);

} // namespace lockctx

#endif
