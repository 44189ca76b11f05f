//===- LinkedProgram.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/LinkedProgram.h"
#include "Program/Linker.h"
#include "Support/Parallel.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

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
    std::vector<std::optional<Expected<FactsFile>>> Opened = open(S);
    for (auto [E, File] : zip_equal(S.Entries, Opened)) {
      std::string Lost = E.Lost;
      bool Old = E.File == Replaced;
      if (File) {
        if (*File) {
          add(E.File, Old ? headersOf((*File)->tu()) : std::move(**File));
          continue;
        }
        Lost = toString(File->takeError());
      }
      L->Units.push_back(nullptr);
      if (Old)
        continue;
      ++L->P->Seen.Lost;
      L->P->Seen.LostReasons.push_back(E.File + ": " + Lost);
    }
  }

  void add(StringRef Name, FactsFile File) {
    // A file may be in two modules. That the facts themselves decide in the end makes the order that of no store.
    StringRef Module = File.tu().module_() ? File.tu().module_()->string_view() : "";
    TUs.push_back({Name.str(), Module.str(), File.bytes(), L->Files.size()});
    L->Units.push_back(&File.tu());
    File.release();
    L->Files.push_back(std::move(File));
  }

  std::unique_ptr<LinkedProgram> link() {
    llvm::sort(TUs, [](const Unit &A, const Unit &B) {
      return std::tie(A.Name, A.Module, A.Bytes) < std::tie(B.Name, B.Module, B.Bytes);
    });
    llvm::sort(L->P->Seen.LostReasons);
    std::vector<const FactsFile *> Ordered;
    for (const Unit &U : TUs)
      Ordered.push_back(&L->Files[U.File]);
    lockctx::link(Ordered, *L->P);
    L->A = std::make_unique<Analysis>(*L->P);
    L->release();
    return std::move(L);
  }

private:
  /// The facts of what \p S has not lost, read and verified.
  static std::vector<std::optional<Expected<FactsFile>>> open(const Store &S) {
    std::vector<std::optional<Expected<FactsFile>>> Opened(S.Entries.size());
    forEachAtOnce(Opened.size(), [&](size_t I) {
      if (!S.Entries[I].Lost.empty())
        return;
      if (auto &File = Opened[I].emplace(FactsFile::open(S.pathOf(S.Entries[I]))))
        File->release();
    });
    return Opened;
  }

  /// \p Old without what stands in its main file.
  static FactsFile headersOf(const facts::TU &Old) {
    std::unique_ptr<facts::TUT> TU(Old.UnPack());
    erase_if(TU->functions, [&](auto &F) { return F->initializer || TU->files[F->loc.file()] == TU->main_file; });
    TU->aliases.clear();
    return FactsFile::inMemory(*TU);
  }

  std::unique_ptr<LinkedProgram> L = std::make_unique<LinkedProgram>();
  struct Unit {
    std::string Name, Module;
    StringRef Bytes;
    size_t File;
  };
  std::vector<Unit> TUs;
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
