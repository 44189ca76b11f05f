//===- Linked.cpp ------------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Linked.h"
#include "Program/Linker.h"

using namespace llvm;

namespace lockctx {

Expected<std::unique_ptr<Linked>> linkStores(ArrayRef<Store> Stores, const Models &M) {
  auto L = std::make_unique<Linked>();
  L->P = std::make_unique<Program>(M);
  Coverage &Seen = L->P->Seen;
  std::vector<std::pair<std::string, const facts::TU *>> TUs;
  for (const Store &S : Stores) {
    if (L->SourceRoot.empty())
      L->SourceRoot = S.SourceRoot;
    for (const StoreEntry &E : S.Entries) {
      std::string Lost = E.Lost;
      if (Lost.empty()) {
        auto File = FactsFile::open(S.pathOf(E));
        if (File) {
          L->Files.push_back(std::move(*File));
          TUs.emplace_back(E.File, &L->Files.back().tu());
          L->Units.push_back(TUs.back().second);
          continue;
        }
        Lost = toString(File.takeError());
      }
      L->Units.push_back(nullptr);
      ++Seen.Lost;
      Seen.LostReasons.push_back(E.File + ": " + Lost);
    }
  }
  stable_sort(TUs, [](auto &A, auto &B) { return A.first < B.first; });
  std::vector<const facts::TU *> Ordered;
  for (auto &[File, TU] : TUs)
    Ordered.push_back(TU);
  link(Ordered, *L->P);
  L->A = std::make_unique<Analysis>(*L->P);
  return std::move(L);
}

} // namespace lockctx
