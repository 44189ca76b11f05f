//===- Driver.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Driver.h"
#include "Extractor.h"
#include "Program/Linker.h"
#include "Project/CompileCommands.h"
#include "Project/KbuildCommands.h"
#include "Report/ReportFormats.h"
#include "Rules/Rule.h"
#include "Show.h"
#include "Store.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"
#include <sched.h>

using namespace llvm;

namespace lockctx {
namespace {

/// What is kept between runs at most: two whole trees and their prefixes.
constexpr uint64_t kStoreLimit = 16ull << 30;

unsigned cpuCount() {
  cpu_set_t Set;
  return sched_getaffinity(0, sizeof Set, &Set) == 0 ? CPU_COUNT(&Set) : 1;
}

/// Where facts are kept from one check to the next.
std::string defaultStore() {
  SmallString<256> Path;
  if (auto Cache = sys::Process::GetEnv("XDG_CACHE_HOME"); Cache && !Cache->empty())
    Path = *Cache;
  else if (!sys::path::cache_directory(Path))
    Path = "/tmp";
  sys::path::append(Path, "lockctx", "store");
  return Path.str().str();
}

Expected<Models> loadModels(const Options &O, const char *Argv0) {
  // Installed beside the program, or in the source tree that it was built in.
  std::string Program = sys::fs::getMainExecutable(Argv0, reinterpret_cast<void *>(&cpuCount));
  SmallString<256> Directory;
  for (const char *Relative : {"../share/lockctx/annotations", "../../annotations"}) {
    Directory = sys::path::parent_path(Program);
    sys::path::append(Directory, Relative);
    sys::path::remove_dots(Directory, true);
    if (sys::fs::is_directory(Directory))
      break;
  }
  auto Files = Models::findFiles(Directory);
  if (!Files)
    return Files.takeError();
  append_range(*Files, O.Annotations);
  return Models::load(*Files, O.Profiles);
}

std::string absolute(StringRef Path) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

/// The directory that paths in reports are relative to: the module's, or the top of the kernel tree or repository that
/// the sources are in.
std::string sourceRoot(const Options &O, ArrayRef<TranslationUnit> Units) {
  if (!O.ModuleDir.empty())
    return absolute(O.ModuleDir);
  for (StringRef Dir = sys::path::parent_path(Units.front().File); !Dir.empty(); Dir = sys::path::parent_path(Dir)) {
    for (const char *Mark : {"MAINTAINERS", ".git"}) {
      SmallString<256> Path(Dir);
      sys::path::append(Path, Mark);
      if (sys::fs::exists(Path))
        return Dir.str();
    }
    if (Dir == sys::path::parent_path(Dir))
      break;
  }
  return sys::path::parent_path(Units.front().File).str();
}

Expected<std::vector<TranslationUnit>> findUnits(const Options &O) {
  if (!O.Build.empty())
    return readCompileCommands(O.Build, O.Paths);
  KbuildOptions K;
  K.KernelDir = O.Kbuild;
  K.ModuleDir = O.ModuleDir;
  K.MakeVariables = O.Make;
  K.Paths = O.Paths;
  std::vector<std::string> Notes;
  auto Units = readKbuild(K, Notes);
  for (const std::string &N : Notes)
    errs() << "lockctx: " << N << "\n";
  return Units;
}

/// Keeps part O.Shard of O.Shards. Neighbours stay together: they share most.
void takeShard(const Options &O, std::vector<TranslationUnit> &Units) {
  if (O.Shards == 1)
    return;
  sort(Units, [](const TranslationUnit &A, const TranslationUnit &B) {
    return std::tie(A.File, A.Arguments) < std::tie(B.File, B.Arguments);
  });
  size_t Begin = Units.size() * (O.Shard - 1) / O.Shards, End = Units.size() * O.Shard / O.Shards;
  Units.erase(Units.begin() + End, Units.end());
  Units.erase(Units.begin(), Units.begin() + Begin);
}

/// Parses all the input into a store in \p Directory.
Expected<Store> extractInto(const Options &O, const Models &M, StringRef Directory) {
  auto Units = findUnits(O);
  if (!Units)
    return Units.takeError();
  Store S;
  S.Directory = Directory.str();
  S.SourceRoot = sourceRoot(O, *Units);
  takeShard(O, *Units);
  ExtractorOptions E;
  E.Jobs = std::min<size_t>(O.Jobs ? O.Jobs : cpuCount(), Units->size());
  E.TimeLimit = O.TimeLimit;
  E.Progress = sys::Process::StandardErrIsDisplayed();
  E.Prefixes = O.Prefixes;
  E.Explain = O.ExplainPrefixes;
  ExtractorCounts Counts;
  if (Error Err = extractAll(*Units, M, E, S, Counts))
    return std::move(Err);
  if (Counts.Reused)
    errs() << "lockctx: " << Counts.Reused << " of " << Units->size()
           << " files are unchanged since they were last parsed\n";
  if (O.ExplainPrefixes)
    errs() << "lockctx: " << Counts.Prefixes << " prefixes made, " << Counts.Prefixed << " files parsed with one, "
           << Counts.Refused << " refused\n";
  return S;
}

/// What is linked from stores; the facts stay mapped as long as it lives.
struct Linked {
  std::vector<FactsFile> Files;
  std::unique_ptr<Program> P;
  std::unique_ptr<Analysis> A;
  std::string SourceRoot;
};

Expected<std::unique_ptr<Linked>> linkStores(ArrayRef<Store> Stores, const Models &M) {
  auto L = std::make_unique<Linked>();
  L->P = std::make_unique<Program>(M);
  Coverage &Seen = L->P->Seen;
  std::vector<std::pair<std::pair<std::string, std::string>, const facts::TU *>> TUs;
  for (const Store &S : Stores) {
    if (L->SourceRoot.empty())
      L->SourceRoot = S.SourceRoot;
    for (const StoreEntry &E : S.Entries) {
      std::string Lost = E.Lost;
      if (Lost.empty()) {
        auto File = FactsFile::open(S.pathOf(E));
        if (File) {
          L->Files.push_back(std::move(*File));
          const facts::TU &TU = L->Files.back().tu();
          TUs.push_back({{E.File, TU.module_() ? TU.module_()->str() : ""}, &TU});
          continue;
        }
        Lost = toString(File.takeError());
      }
      ++Seen.Lost;
      Seen.LostReasons.push_back(E.File + ": " + Lost);
    }
  }
  // The order of stores and of files in them must not matter.
  sort(TUs, [](auto &A, auto &B) { return A.first < B.first; });
  sort(Seen.LostReasons);
  std::vector<const facts::TU *> Ordered;
  for (auto &[File, TU] : TUs)
    Ordered.push_back(TU);
  link(Ordered, *L->P);
  L->A = std::make_unique<Analysis>(*L->P);
  return std::move(L);
}

/// Puts \p Text where the user wants it: into a file, or on standard output.
Error deliver(StringRef Text, StringRef To) {
  if (!To.empty() && To != "-")
    return writeFile(To, Text);
  outs() << Text;
  outs().flush();
  std::error_code EC = outs().error();
  outs().clear_error();
  return EC ? failure("standard output: " + EC.message()) : Error::success();
}

Error writeReport(const Report &R, StringRef FormatName, StringRef To, const Options &O) {
  const ReportFormat *Format = findFormat(FormatName);
  ReportOptions Out;
  bool Standard = To.empty() || To == "-";
  Out.Color = O.Color == "always" || (Standard && O.Color == "auto" && sys::Process::StandardOutHasColors());
  Out.Width = Standard && sys::Process::StandardOutIsDisplayed() ? sys::Process::StandardOutColumns() : 100;
  std::string Text;
  raw_string_ostream OS(Text);
  if (Error E = Format->Write(R, Out, OS))
    return E;
  return deliver(Text, To);
}

Expected<int> judge(const Options &O, Linked &L) {
  if (!O.Print.empty())
    return printStage(O.Print, *L.A);
  auto Findings = runRules(*L.A, O.Rules);
  if (!Findings)
    return Findings.takeError();
  Report R;
  R.SourceRoot = L.SourceRoot;
  for (const RuleInfo &Rule : allRules())
    if (O.Rules.empty() || is_contained(O.Rules, Rule.Id))
      R.Rules.emplace_back(Rule.Id, Rule.Sentence);
  R.Findings = std::move(*Findings);
  R.Seen = L.P->Seen;
  if (Error E = writeReport(R, O.Format, O.Output, O))
    return std::move(E);
  if (!O.Sarif.empty())
    if (Error E = writeReport(R, "sarif", O.Sarif, O))
      return std::move(E);
  if (O.Strict && R.Seen.Lost)
    return 2;
  return R.Findings.empty() ? 0 : 1;
}

Expected<std::vector<Store>> openStores(const Options &O) {
  std::vector<Store> Stores;
  for (const std::string &Directory : O.Stores) {
    auto S = Store::open(Directory);
    if (!S)
      return S.takeError();
    Stores.push_back(std::move(*S));
  }
  return Stores;
}

Expected<int> runExtract(const Options &O, const Models &M) {
  if (std::error_code EC = sys::fs::create_directories(O.Output))
    return failure(O.Output + ": " + EC.message());
  auto S = extractInto(O, M, O.Output);
  if (!S)
    return S.takeError();
  if (Error E = S->writeManifest())
    return std::move(E);
  if (Error E = removePrefixes(O.Output))
    return std::move(E);
  unsigned Lost = count_if(S->Entries, [](const StoreEntry &E) { return !E.Lost.empty(); });
  for (const StoreEntry &E : S->Entries)
    if (!E.Lost.empty())
      errs() << "lockctx: lost " << E.File << ": " << E.Lost << "\n";
  outs() << S->Entries.size() - Lost << " files extracted, " << Lost << " lost\n";
  return O.Strict && Lost ? 2 : 0;
}

Expected<int> printCommands(const Options &O) {
  auto Units = findUnits(O);
  if (!Units)
    return Units.takeError();
  std::string Text;
  raw_string_ostream OS(Text);
  {
    json::OStream J(OS, 1);
    J.array([&] {
      for (const TranslationUnit &U : *Units)
        J.object([&] {
          J.attribute("directory", json::fixUTF8(U.Directory));
          J.attribute("file", json::fixUTF8(U.File));
          J.attributeArray("arguments", [&] {
            for (const std::string &A : U.Arguments)
              J.value(json::fixUTF8(A));
          });
        });
    });
    OS << "\n";
  }
  if (Error E = deliver(Text, O.Output))
    return std::move(E);
  return 0;
}

/// `lockctx store`.
Expected<int> runStore(const Options &O) {
  std::string Directory = O.CacheStore.empty() ? defaultStore() : O.CacheStore;
  if (O.Clear)
    if (Error E = clearStore(Directory))
      return std::move(E);
  auto Use = measureStore(Directory);
  if (!Use)
    return Use.takeError();
  auto Mib = [](uint64_t Bytes) { return std::to_string((Bytes + (1 << 19)) >> 20) + " MiB"; };
  outs() << Directory << "\n"
         << "  facts of " << Use->Facts << " files, " << Mib(Use->FactsBytes) << "\n"
         << "  " << Use->Prefixes << " prefixes, " << Mib(Use->PrefixBytes) << "\n"
         << "  at most " << Mib(kStoreLimit) << " are kept\n";
  return 0;
}

} // namespace

Expected<int> runCommand(const Options &O, const char *Argv0) {
  if (O.Cmd == Command::Rules) {
    for (const RuleInfo &R : allRules())
      outs() << R.Id << "\n    " << R.Sentence << " (" << R.Document << ")\n";
    return 0;
  }
  if (O.Cmd == Command::Commands)
    return printCommands(O);
  if (O.Cmd == Command::Store)
    return runStore(O);
  auto M = loadModels(O, Argv0);
  if (!M)
    return M.takeError();
  if (O.Cmd == Command::Extract)
    return runExtract(O, *M);
  std::vector<Store> Stores;
  if (O.Stores.empty()) {
    std::string Directory = O.CacheStore.empty() ? defaultStore() : O.CacheStore;
    if (std::error_code EC = sys::fs::create_directories(Directory))
      return failure(Directory + ": " + EC.message() + "; choose another place with --store");
    auto S = extractInto(O, *M, Directory);
    if (!S)
      return S.takeError();
    if (Error E = trimStore(Directory, kStoreLimit))
      return std::move(E);
    Stores.push_back(std::move(*S));
  } else {
    auto Opened = openStores(O);
    if (!Opened)
      return Opened.takeError();
    Stores = std::move(*Opened);
  }
  auto L = linkStores(Stores, *M);
  if (!L)
    return L.takeError();
  if (O.Cmd == Command::Dump)
    return printStage("facts", *(*L)->A);
  if (O.Cmd == Command::Show)
    return show(O.ShowWhat, O.ShowName, *(*L)->A, (*L)->SourceRoot);
  return judge(O, **L);
}

} // namespace lockctx
