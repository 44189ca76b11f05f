//===- UnitCheck.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/UnitCheck.h"
#include "Engine/InstalledModels.h"
#include "Fix/PatchProposer.h"
#include "Rules/Rule.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace lockctx {

Expected<std::unique_ptr<UnitCheck>> UnitCheck::create(UnitOptions O, const UnitCheck *Before) {
  if (Error E = checkRuleIds(O.Rules))
    return std::move(E);
  auto Least = StringSwitch<std::optional<Confidence>>(O.Confidence)
                   .Case("high", Confidence::High)
                   .Cases({"medium", ""}, Confidence::Medium)
                   .Case("low", Confidence::Low)
                   .Default(std::nullopt);
  if (!Least)
    return failure("no confidence is named '" + O.Confidence + "'; there are high, medium and low");
  std::shared_ptr<const Models> Known;
  if (Before && Before->O.Annotations.empty() && O.Annotations.empty() && Before->O.Profiles == O.Profiles) {
    Known = Before->M;
  } else {
    auto M = loadModels(O.Annotations, O.Profiles);
    if (!M)
      return M.takeError();
    Known = std::make_shared<const Models>(std::move(*M));
  }
  std::optional<Store> Around;
  if (!O.Store.empty()) {
    auto S = Store::open(O.Store);
    if (!S)
      return S.takeError();
    Around = std::move(*S);
  }
  return std::unique_ptr<UnitCheck>(new UnitCheck(std::move(O), *Least, std::move(Known), std::move(Around)));
}

std::optional<FactsFile> UnitCheck::stored(StringRef Main) const {
  if (Around)
    for (const StoreEntry &E : Around->Entries)
      if (E.File == Main && E.Lost.empty()) {
        auto File = FactsFile::open(Around->pathOf(E));
        if (File)
          return std::move(*File);
        consumeError(File.takeError()); // the program that it is missing from counts it
      }
  return std::nullopt;
}

Expected<std::vector<UnitFinding>> UnitCheck::run(FactsFile Unit, const SourceReader &Read) const {
  std::string Main = Unit.tu().main_file()->str();
  StringSet<> Files;
  if (const auto *Names = Unit.tu().files())
    for (const auto *F : *Names)
      Files.insert(F->str());
  auto L = linkUnit(std::move(Unit), Around ? &*Around : nullptr, *M);
  auto All = runRules(*L->A, O.Rules, Least);
  if (!All)
    return All.takeError();
  Report R;
  R.SourceRoot = sourceRootOf(StringRef(Main));
  R.Findings = std::move(*All);
  // A patch is of one class: no others are needed than those that something here is about.
  auto Shown = [&](const Finding &F) {
    return any_of(F.UnsafeSites, [&](const FindingSite &S) { return Files.contains(S.Loc.File); });
  };
  StringSet<> Classes;
  for (const Finding &F : R.Findings)
    if (Shown(F))
      Classes.insert(F.LockClass);
  erase_if(R.Findings, [&](const Finding &F) { return !Classes.contains(F.LockClass); });
  proposePatches(*L->A, R, Read);
  std::vector<UnitFinding> Result;
  for (Finding &F : R.Findings) {
    auto &Sites = F.UnsafeSites;
    auto At = find_if(Sites, [&](const FindingSite &S) { return S.Loc.File == Main; });
    if (At == Sites.end())
      At = find_if(Sites, [&](const FindingSite &S) { return Files.contains(S.Loc.File); });
    if (At == Sites.end())
      continue;
    std::vector<TextEdit> Edits;
    if (F.Patch >= 0)
      copy_if(R.Patches[F.Patch].Edits, std::back_inserter(Edits),
              [&](const TextEdit &E) { return E.At.File == At->Loc.File; });
    size_t Site = At - Sites.begin();
    Result.push_back({std::move(F), Site, std::move(Edits)});
  }
  return Result;
}

} // namespace lockctx
