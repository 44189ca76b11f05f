//===- Patches.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Patches.h"
#include "Fix/Edits.h"
#include "Fix/PatchProposer.h"
#include "Rules/Rule.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace lockctx {
namespace {

/// What is known of a set of findings when it is compared with another.
struct Known {
  StringSet<> Findings, Sites;
  explicit Known(ArrayRef<Finding> All) {
    for (const Finding &F : All) {
      Findings.insert(F.Fingerprint);
      for (const FindingSite &S : F.UnsafeSites)
        Sites.insert(S.Fingerprint);
    }
  }
  bool isNew(const Finding &F) const {
    return !Findings.contains(F.Fingerprint) ||
           any_of(F.UnsafeSites, [&](const FindingSite &S) { return !Sites.contains(S.Fingerprint); });
  }
};

class Trial {
public:
  Trial(Report &R, ArrayRef<Store> Stores, ArrayRef<TranslationUnit> Units, const LinkedProgram &L, const Models &M,
        ExtractorOptions Options, ArrayRef<Finding> Before)
      : R(R), Stores(Stores), Units(Units), L(L), M(M), Options(Options), Before(Before), Refused(R.Patches.size()) {}

  Error run();

private:
  Expected<std::vector<Finding>> analyse(std::string &ParseError);
  std::vector<uint32_t> unitsOf(const std::map<std::string, std::string> &Files) const;
  void refuse(size_t Patch, const Twine &Why) { Refused[Patch] = Why.str(); }
  bool judge(ArrayRef<Finding> After);
  bool concerns(const Patch &P, const Finding &F) const;
  EditedFiles accepted() const;

  Report &R;
  ArrayRef<Store> Stores;
  ArrayRef<TranslationUnit> Units;
  const LinkedProgram &L;
  const Models &M;
  ExtractorOptions Options;
  Known Before;
  std::vector<std::string> Refused; ///< Of each patch: why, or nothing.
};

/// A directory that goes away with this.
struct Scratch {
  SmallString<128> Path;
  Error make() {
    std::error_code EC = sys::fs::createUniqueDirectory("lockctx-patch", Path);
    return EC ? failure("no temporary directory: " + EC.message()) : Error::success();
  }
  ~Scratch() {
    if (!Path.empty())
      sys::fs::remove_directories(Path);
  }
};

} // namespace

EditedFiles Trial::accepted() const {
  EditedFiles Files;
  for (size_t I = 0; I < R.Patches.size(); ++I)
    if (Refused[I].empty())
      cantFail(Files.add(R.Patches[I].Edits));
  return Files;
}

/// The units that read one of \p Files, by number.
std::vector<uint32_t> Trial::unitsOf(const std::map<std::string, std::string> &Files) const {
  std::vector<uint32_t> Result;
  for (uint32_t U = 0; U < L.Units.size(); ++U)
    if (L.Units[U] && any_of(*L.Units[U]->files(), [&](const auto *File) { return Files.count(File->str()); }))
      Result.push_back(U);
  return Result;
}

/// The findings with all patches that are not refused. \p ParseError: a file that they break.
Expected<std::vector<Finding>> Trial::analyse(std::string &ParseError) {
  std::map<std::string, std::string> Files = accepted().contents();
  Scratch Directory;
  if (Error E = Directory.make())
    return std::move(E);
  std::vector<std::string> Remap;
  for (const auto &[Path, Text] : Files) {
    std::string Copy = (Directory.Path + "/" + utostr(Remap.size()) + ".c").str();
    if (Error E = writeFile(Copy, Text))
      return std::move(E);
    Remap.insert(Remap.end(), {"-Xclang", "-remap-file", "-Xclang", Path + ";" + Copy});
  }
  std::vector<uint32_t> Changed = unitsOf(Files);
  std::vector<TranslationUnit> Again;
  for (uint32_t U : Changed) {
    Again.push_back(Units[U]);
    append_range(Again.back().Arguments, Remap);
  }
  Store Overlay;
  Overlay.Directory = Directory.Path.str().str();
  ExtractorCounts Counts;
  if (Error E = extractAll(Again, M, Options, Overlay, Counts))
    return std::move(E);
  std::vector<Store> Patched(Stores.begin(), Stores.end());
  uint32_t Unit = 0, Next = 0;
  for (Store &S : Patched)
    for (StoreEntry &E : S.Entries)
      if (uint32_t U = Unit++; Next < Changed.size() && Changed[Next] == U) {
        StoreEntry &New = Overlay.Entries[Next++];
        if (!New.Lost.empty()) {
          ParseError = New.File + ": " + New.Lost;
          return std::vector<Finding>();
        }
        New.Facts = Overlay.pathOf(New);
        auto Facts = FactsFile::open(New.Facts);
        if (!Facts)
          return Facts.takeError();
        if (Facts->tu().errors() > L.Units[U]->errors()) {
          const auto *Messages = Facts->tu().messages();
          ParseError = Messages && Messages->size() ? Messages->Get(0)->str() : New.File;
          return std::vector<Finding>();
        }
        E = New;
      }
  return runRules(*linkStores(Patched, M)->A, {});
}

bool Trial::concerns(const Patch &P, const Finding &F) const {
  if (F.LockClass == P.LockClass || F.SafeClass == P.LockClass)
    return true;
  return any_of(P.Edits, [&](const TextEdit &E) {
    return any_of(F.UnsafeSites, [&](const FindingSite &S) { return S.Loc.File == E.At.File; });
  });
}

/// Refuses the patches that did not help or that did harm; whether there were none.
bool Trial::judge(ArrayRef<Finding> After) {
  Known Now(After);
  bool Good = true;
  for (const Finding &F : R.Findings)
    if (F.Patch >= 0 && Refused[F.Patch].empty() &&
        any_of(F.UnsafeSites, [&](const FindingSite &S) { return Now.Sites.contains(S.Fingerprint); })) {
      refuse(F.Patch, "another form of the lock functions does not mend it: " + F.Headline + " would still be found");
      Good = false;
    }
  if (!Good)
    return false;
  for (const Finding &F : After) {
    if (!Before.isNew(F))
      continue;
    bool Blamed = false;
    for (bool Any : {false, true}) // all of them, where none is concerned
      for (size_t I = 0; I < R.Patches.size() && !Blamed; ++I)
        if (Refused[I].empty() && (Any || concerns(R.Patches[I], F))) {
          refuse(I, "the exchange of forms would make a new finding: " + F.RuleId + " (" + F.Headline + ") in " +
                        F.UnsafeSites.front().Function + "()");
          Blamed = !Any;
        }
    Good = false;
  }
  return Good;
}

Error Trial::run() {
  // Each round refuses at least one.
  while (any_of(Refused, [](const std::string &Why) { return Why.empty(); })) {
    std::string ParseError;
    auto After = analyse(ParseError);
    if (!After)
      return After.takeError();
    if (!ParseError.empty()) {
      // The one that changes the file, if there is one of these.
      bool Found = false;
      for (bool Any : {false, true})
        for (size_t I = 0; I < R.Patches.size() && !Found; ++I)
          if (Refused[I].empty() && (Any || any_of(R.Patches[I].Edits, [&](const TextEdit &E) {
                                       return StringRef(ParseError).contains(E.At.File + ":");
                                     }))) {
            refuse(I, "the changed source would not parse: " + ParseError);
            Found = true;
          }
      continue;
    }
    if (judge(*After))
      break;
  }
  std::vector<Patch> Kept;
  std::vector<int> Number(R.Patches.size(), -1);
  EditedFiles Files;
  for (size_t I = 0; I < R.Patches.size(); ++I) {
    if (!Refused[I].empty())
      continue;
    auto Diff = Files.addAsDiff(R.Patches[I].Edits, R.SourceRoot);
    if (!Diff)
      return Diff.takeError();
    Number[I] = Kept.size();
    R.Patches[I].Diff = std::move(*Diff);
    Kept.push_back(R.Patches[I]);
  }
  for (Finding &F : R.Findings)
    if (F.Patch >= 0) {
      F.NoFix = Refused[F.Patch];
      F.Patch = Number[F.Patch];
    }
  R.Patches = std::move(Kept);
  return Error::success();
}

Error makePatches(Report &R, ArrayRef<Store> Stores, ArrayRef<TranslationUnit> Units, const LinkedProgram &L,
                  const Models &M, ExtractorOptions Parsing) {
  proposePatches(*L.A, R);
  if (R.Patches.empty())
    return Error::success();
  // Whatever rules were asked for, nothing new may appear in any.
  auto Before = runRules(*L.A, {});
  if (!Before)
    return Before.takeError();
  // Two patches that meet in one place cannot both be made.
  EditedFiles Files;
  for (size_t I = 0; I < R.Patches.size();) {
    if (Error E = Files.add(R.Patches[I].Edits)) {
      std::string Why = "it meets another patch: " + toString(std::move(E));
      for (Finding &F : R.Findings) {
        if (F.Patch == int(I)) {
          F.Patch = -1;
          F.NoFix = Why;
        }
        F.Patch -= F.Patch > int(I);
      }
      R.Patches.erase(R.Patches.begin() + I);
      continue;
    }
    ++I;
  }
  Parsing.Progress = Parsing.Explain = false;
  Parsing.Prefixes = false; // they would be of the files as they are
  return Trial(R, Stores, Units, L, M, Parsing, *Before).run();
}

} // namespace lockctx
