//===- LinkedProgram.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/LinkedProgram.h"
#include "Program/Linker.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace lockctx {
namespace {

/// Opens what is to be linked, then links it.
class Loader {
public:
  explicit Loader(const Models &M) { L->P = std::make_unique<Program>(M); }

  /// All of \p S; but of \p Replaced, for which there are newer facts, only its headers.
  void add(const Store &S, StringRef Replaced) {
    if (L->SourceRoot.empty())
      L->SourceRoot = S.SourceRoot;
    for (const StoreEntry &E : S.Entries) {
      std::string Lost = E.Lost;
      bool Old = E.File == Replaced;
      if (Lost.empty()) {
        auto File = FactsFile::open(S.pathOf(E));
        if (File) {
          add(E.File, Old ? headersOf(File->tu()) : std::move(*File));
          continue;
        }
        Lost = toString(File.takeError());
      }
      L->Units.push_back(nullptr);
      if (Old)
        continue;
      ++L->P->Seen.Lost;
      L->P->Seen.LostReasons.push_back(E.File + ": " + Lost);
    }
  }

  void add(StringRef Name, FactsFile File) {
    TUs.emplace_back(Name, &File.tu());
    L->Units.push_back(TUs.back().second);
    L->Files.push_back(std::move(File));
  }

  std::unique_ptr<LinkedProgram> link() {
    std::stable_sort(TUs.begin(), TUs.end(), [](auto &A, auto &B) { return A.first < B.first; });
    std::vector<const facts::TU *> Ordered;
    for (auto &[Name, TU] : TUs)
      Ordered.push_back(TU);
    lockctx::link(Ordered, *L->P);
    L->A = std::make_unique<Analysis>(*L->P);
    return std::move(L);
  }

private:
  /// \p Old without what stands in its main file.
  static FactsFile headersOf(const facts::TU &Old) {
    std::unique_ptr<facts::TUT> TU(Old.UnPack());
    erase_if(TU->functions, [&](auto &F) { return F->initializer || TU->files[F->loc.file()] == TU->main_file; });
    TU->aliases.clear();
    return FactsFile::inMemory(*TU);
  }

  std::unique_ptr<LinkedProgram> L = std::make_unique<LinkedProgram>();
  std::vector<std::pair<std::string, const facts::TU *>> TUs;
};

} // namespace

std::unique_ptr<LinkedProgram> linkStores(ArrayRef<Store> Stores, const Models &M) {
  Loader All(M);
  for (const Store &S : Stores)
    All.add(S, "");
  return All.link();
}

std::unique_ptr<LinkedProgram> linkUnit(FactsFile Unit, const Store *Around, const Models &M) {
  Loader All(M);
  std::string Main = Unit.tu().main_file()->str();
  All.add(Main, std::move(Unit));
  if (Around)
    All.add(*Around, Main);
  return All.link();
}

} // namespace lockctx
