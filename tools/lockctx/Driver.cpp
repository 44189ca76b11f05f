//===- Driver.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Driver.h"
#include "Allocator.h"
#include "DigestWriter.h"
#include "Engine/InstalledModels.h"
#include "Engine/Kept.h"
#include "Engine/LinkedProgram.h"
#include "Extractor.h"
#include "Git.h"
#include "GitBlame.h"
#include "KeptCommands.h"
#include "ModelCheck/ModelChecker.h"
#include "Patches.h"
#include "Project/CompileCommands.h"
#include "Project/KbuildCommands.h"
#include "Report/Baseline.h"
#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "Report/Suppressions.h"
#include "Rules/Rule.h"
#include "Show.h"
#include "SplatMatcher.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "Support/Parallel.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
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

std::string absolute(StringRef Path) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

/// The directory that paths in reports are relative to: the module's, or the top of the kernel tree or repository that
/// the sources are in.
std::string sourceRoot(const Options &O, ArrayRef<TranslationUnit> Units) {
  if (O.ModuleDir.empty() && !O.Tree.empty())
    return O.Tree;
  if (!O.ModuleDir.empty())
    return absolute(O.ModuleDir);
  std::vector<StringRef> Files;
  for (const TranslationUnit &U : Units)
    Files.push_back(U.File);
  return sourceRootOf(Files);
}

/// \p Memory: a store that may keep what kbuild says, or "".
Expected<std::vector<TranslationUnit>> findUnits(const Options &O, StringRef Memory) {
  if (!O.Build.empty())
    return readCompileCommands(O.Build, O.Paths);
  KbuildOptions K;
  K.KernelDir = O.Kbuild;
  K.ModuleDir = O.ModuleDir;
  K.MakeVariables = O.Make;
  K.Sandbox = O.Sandbox;
  K.Paths = O.Paths;
  std::vector<std::string> Notes;
  auto Units = Memory.empty() ? readKbuild(K, Notes) : readKeptKbuild(K, Memory, Notes);
  for (const std::string &N : Notes)
    errs() << "lockctx: " << N << "\n";
  return Units;
}

/// How \p Count units are parsed.
ExtractorOptions extractorOptions(const Options &O, size_t Count) {
  ExtractorOptions E;
  E.Jobs = std::min<size_t>(O.Jobs ? O.Jobs : cpuCount(), Count);
  E.TimeLimit = O.TimeLimit;
  E.MemoryLimit = O.MemoryLimit;
  E.Progress = sys::Process::StandardErrIsDisplayed();
  E.Prefixes = O.Prefixes;
  E.Explain = O.ExplainPrefixes;
  return E;
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

/// Parses all the input into a store in \p Directory; \p Reused: how many files were not parsed again.
Expected<Store> extractInto(const Options &O, const Models &M, StringRef Directory, std::vector<TranslationUnit> &Found,
                            size_t &Reused) {
  // A store that is made to be taken away has only facts in it.
  auto Units = findUnits(O, O.Cmd == Command::Extract ? "" : Directory);
  if (!Units)
    return Units.takeError();
  if (O.ModuleDir.empty() && !O.Tree.empty()) {
    readFromTree(*Units, O.Repository, O.Tree);
    if (Units->empty())
      return failure("the commit has none of the files that are to be checked");
  }
  Store S;
  S.Directory = Directory.str();
  S.SourceRoot = sourceRoot(O, *Units);
  takeShard(O, *Units);
  ExtractorCounts Counts;
  if (Error Err = extractAll(*Units, M, extractorOptions(O, Units->size()), S, Counts))
    return std::move(Err);
  Reused = Counts.Reused;
  if (Counts.Reused)
    errs() << "lockctx: " << Counts.Reused << " of " << Units->size()
           << " files are unchanged since they were last parsed\n";
  if (O.ExplainPrefixes)
    errs() << "lockctx: " << Counts.Prefixes << " prefixes made, " << Counts.Prefixed << " files parsed with one, "
           << Counts.Refused << " refused\n";
  Found = std::move(*Units);
  return S;
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

/// What is to be written: formats, each with the file it goes to.
std::vector<std::pair<StringRef, StringRef>> outputsOf(const Options &O) {
  std::vector<std::pair<StringRef, StringRef>> Outputs{{O.Format, O.Output}};
  const std::pair<StringRef, StringRef> More[] = {{"sarif", O.Sarif}, {"html", O.Html}, {"patch", O.Patch}};
  append_range(Outputs, make_filter_range(More, [](auto &Each) { return !Each.second.empty(); }));
  return Outputs;
}

/// What a check says: its reports in the order of outputsOf(), and how it ends.
struct Verdict {
  std::vector<std::string> Texts;
  int Status = 0;
};

Expected<int> deliver(const Verdict &V, const Options &O) {
  auto Outputs = outputsOf(O);
  for (size_t I = 0; I < V.Texts.size(); ++I)
    if (Error E = deliver(V.Texts[I], Outputs[I].second))
      return std::move(E);
  return V.Status;
}

ReportOptions reportOptions(StringRef To, const Options &O) {
  ReportOptions Out;
  bool Standard = To.empty() || To == "-";
  Out.Color = O.Color == "always" || (Standard && O.Color == "auto" && sys::Process::StandardOutHasColors());
  Out.CommitMessage = O.CommitMessage;
  Out.Full = O.Cmd == Command::Explain || O.Explain;
  Out.Width = Standard && sys::Process::StandardOutIsDisplayed() ? sys::Process::StandardOutColumns() : 100;
  return Out;
}

Expected<std::string> writeReport(const Report &R, StringRef FormatName, StringRef To, const Options &O) {
  std::string Text;
  raw_string_ostream OS(Text);
  if (Error E = findFormat(FormatName)->Write(R, reportOptions(To, O), OS))
    return std::move(E);
  return Text;
}

void addFixesLines(Report &R) {
  for (size_t I = 0; I < R.Patches.size(); ++I) {
    std::vector<SourceLocation> Places;
    for (const Finding &F : R.Findings)
      if (F.Patch == int(I))
        for (const FindingSite &S : F.UnsafeSites)
          if (!is_contained(Places, S.Loc))
            Places.push_back(S.Loc);
    if (std::string Lines = fixesLines(Places); !Lines.empty())
      R.Patches[I].Message += "\n" + Lines;
  }
}

Expected<int> runSplat(const Options &O, const LinkedProgram &L) {
  auto Text = MemoryBuffer::getFileOrSTDIN(O.ShowName);
  if (!Text)
    return failure(O.ShowName + ": " + Text.getError().message());
  std::vector<Splat> Splats = readSplats((*Text)->getBuffer());
  if (Splats.empty())
    return failure(O.ShowName +
                   ": no report of lockdep in it (its headline, such as 'WARNING: inconsistent lock state', "
                   "must be there)");
  std::vector<std::string> Rules; // those that are off by default as well: lockdep has said that they matter here
  for (const RuleInfo &R : allRules())
    Rules.push_back(R.Id);
  auto Findings = runRules(*L.A, Rules);
  if (!Findings)
    return Findings.takeError();
  return matchSplats(Splats, *L.A, *Findings, L.SourceRoot);
}

/// A compile_commands.json.
std::string asDatabase(ArrayRef<TranslationUnit> Units) {
  std::string Text;
  raw_string_ostream OS(Text);
  {
    json::OStream J(OS, 1);
    J.array([&] {
      for (const TranslationUnit &U : Units)
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
  return Text;
}

/// The commands of the stores' units, from where `extract` left them.
Expected<std::vector<TranslationUnit>> commandsOf(ArrayRef<Store> Stores) {
  std::vector<TranslationUnit> Units;
  for (const Store &S : Stores) {
    auto Own = readCompileCommands(S.Directory, {});
    if (!Own)
      return inside("a patch is tried before it is offered, which needs the store's commands", Own.takeError());
    if (!std::equal(Own->begin(), Own->end(), S.Entries.begin(), S.Entries.end(),
                    [](const TranslationUnit &U, const StoreEntry &E) { return U.File == E.File; }))
      return failure(S.Directory + ": its compile_commands.json is of other files than the store; extract again");
    append_range(Units, *Own);
  }
  return Units;
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

/// All lock classes and the lock graph.
void addOverview(const Analysis &A, Report &R) {
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    const LockClassInfo &Info = A.P.T.Classes[Class];
    LockClassEntry E{Info.Name.str(), Info.File == kNone ? "" : A.P.T.Files[Info.File].str(), Usage.Notation, 0, {}};
    StateSet States = 0;
    for (const LockSite &Site : Usage.Sites) {
      if (Site.IsEnabling || Site.Entry != kNone)
        continue;
      ++E.Sites;
      const FunctionSummary &Summary = A.Summaries[Site.Function];
      const LockState &At = Summary.States[Summary.Acquisitions[Site.Index].State];
      for (VariantId V : A.Contexts->variantsOf(Site.Function))
        if (const Variant &Var = A.Contexts->variants()[V]; A.Contexts->possible(Var, At))
          States |= At.map(Var.Entered.states() & At.Feasible);
    }
    for (unsigned I = 0; I < MachineState::kCount; ++I)
      if (States >> I & 1)
        E.States.push_back(MachineState::fromIndex(I).describe());
    R.Classes.push_back(std::move(E));
  }
  llvm::sort(R.Classes,
             [](const auto &X, const auto &Y) { return std::tie(X.Name, X.File) < std::tie(Y.Name, Y.File); });
  for (const auto &[Edge, Ways] : A.Usage->dependencies())
    R.Dependencies.emplace_back(A.P.T.Classes[Edge.first].Name.str(), A.P.T.Classes[Edge.second].Name.str());
  llvm::sort(R.Dependencies);
}

/// Leaves the finding that is to be explained.
Error keepOne(const Options &O, Report &R) {
  if (O.Explain) {
    if (O.Explain > R.Findings.size())
      return failure("there is no finding " + Twine(O.Explain) + "; the last one is " + Twine(R.Findings.size()));
    R.Findings = {R.Findings[O.Explain - 1]};
    return Error::success();
  }
  auto Named = [&](StringRef Fingerprint) { return Fingerprint.starts_with(O.ShowName); };
  auto Other = [&](const Finding &F) {
    return !Named(F.Fingerprint) && none_of(F.UnsafeSites, [&](const FindingSite &S) { return Named(S.Fingerprint); });
  };
  llvm::erase_if(R.Findings, Other);
  if (R.Findings.empty())
    return failure("no finding or site to change has the fingerprint '" + O.ShowName + "'; lockctx check lists them");
  return Error::success();
}

Expected<Verdict> judge(const Options &O, const LinkedProgram &L, ArrayRef<Store> Stores,
                        std::vector<TranslationUnit> Units, const Models &M) {
  size_t LeftOut;
  std::optional<Expected<std::vector<Finding>>> Found;
  std::optional<DigestBuilder> Digest;
  atOnce([&] { Found.emplace(runRules(*L.A, O.Rules, O.Least, &LeftOut)); },
         [&] {
           if (O.Cmd == Command::Link && Stores.size() == 1)
             Digest.emplace(*L.A);
         });
  Expected<std::vector<Finding>> &Findings = *Found;
  if (!Findings)
    return Findings.takeError();
  L.release();
  Report R;
  R.SourceRoot = L.SourceRoot;
  for (const RuleInfo &Rule : allRules())
    if (O.Rules.empty() ? Rule.OnByDefault : is_contained(O.Rules, Rule.Id))
      R.Rules.emplace_back(Rule.Id, Rule.Sentence);
  R.Findings = std::move(*Findings);
  R.Seen = L.P->Seen;
  R.Notes = L.A->Contexts->notes().vec();
  if (LeftOut)
    R.Notes.push_back(std::to_string(LeftOut) + (LeftOut == 1 ? " finding that is" : " findings that are") +
                      " less certain: left out, --confidence low shows all");
  SuppressionSources From;
  for (const RuleInfo &Rule : allRules())
    From.Rules.push_back(Rule.Id);
  From.List = O.Suppressions;
  for (FileId Id = 0; Id < L.P->T.Files.size(); ++Id)
    if (StringRef File = L.P->T.Files[Id]; R.SourceRoot.empty() || File.starts_with(R.SourceRoot + "/"))
      From.Files.push_back(File.str());
  if (Error E = suppress(R, From))
    return std::move(E);
  if (Digest)
    if (Error E = writeDigestOf(*Digest, L, R, Stores.front().Directory))
      return std::move(E);
  if (O.Cmd == Command::Baseline)
    return Verdict{{Baseline::write(R)}, 0};
  if (!O.Baseline.empty()) {
    auto B = Baseline::read(O.Baseline);
    if (!B)
      return B.takeError();
    B->apply(R);
  }
  bool One = O.Cmd == Command::Explain || O.Explain;
  if (One)
    if (Error E = keepOne(O, R))
      return std::move(E);
  if (!O.Patch.empty() || O.Format == "patch" || One) {
    if (!O.Stores.empty()) {
      auto Commands = commandsOf(Stores);
      if (!Commands)
        return Commands.takeError();
      Units = std::move(*Commands);
    }
    if (Error E = makePatches(R, Stores, Units, L, M, extractorOptions(O, Units.size())))
      return std::move(E);
    if (O.CommitMessage)
      addFixesLines(R);
  }
  if (!O.Html.empty() || O.Format == "html")
    addOverview(*L.A, R);
  Verdict V;
  for (auto &[Format, To] : outputsOf(O)) {
    auto Text = writeReport(R, Format, To, O);
    if (!Text)
      return Text.takeError();
    V.Texts.push_back(std::move(*Text));
  }
  V.Status = O.Strict && R.Seen.Lost ? 2 : !R.Findings.empty();
  return V;
}

/// Whether a check that finds everything as it was says the same again. A patch's message and an explanation ask git.
bool isKept(const Options &O) { return O.Cmd == Command::Check && !O.CommitMessage && !O.Explain && O.Print.empty(); }

/// Where the reports of a check of \p S are kept.
Kept memoryOf(const Options &O, const Store &S, const Models &M) {
  std::string Question = "report\n" + S.SourceRoot + "\n" + O.Build + "\n" + O.Kbuild + "\n" + O.ModuleDir + "\n" +
                         join(O.Make, "\n") + "\n\n" + join(O.Paths, "\n") + "\n\n" + join(O.Rules, "\n") + "\n" +
                         std::to_string(O.Strict) + std::to_string(int(O.Least)) + "\n";
  for (auto &[Format, To] : outputsOf(O)) {
    ReportOptions R = reportOptions(To, O);
    Question += (Format + " " + Twine(R.Width) + " " + Twine(R.Color) + "\n").str();
  }
  std::string State = ownStamp() + "\n" + utohexstr(M.contentHash()) + "\n" + join(O.Profiles, "\n") + "\n";
  for (const std::string &File : {O.Suppressions, O.Baseline})
    State += File + " " + fileStamp(File) + "\n";
  // The facts say what is in all other files that were read: they are made again when one of these changes.
  for (const StoreEntry &E : S.Entries)
    State += E.File + " " + E.Facts + " " + (E.Lost.empty() ? fileStamp(S.pathOf(E)) : E.Lost) + "\n";
  return Kept(S.Directory, Question, State);
}

Expected<int> runExtract(const Options &O, const Models &M) {
  if (Error E = makeStore(O.Output, "-o"))
    return std::move(E);
  std::vector<TranslationUnit> Units;
  size_t Reused;
  auto S = extractInto(O, M, O.Output, Units, Reused);
  if (!S)
    return S.takeError();
  if (Error E = writeFile(O.Output + "/compile_commands.json", asDatabase(Units)))
    return std::move(E);
  // Who reads the store sees by the manifest's time whether it is another one.
  auto Old = Store::readManifest(O.Output);
  bool Same = Old && Reused == Units.size() && Old->SourceRoot == S->SourceRoot && Old->Entries == S->Entries;
  if (!Old)
    consumeError(Old.takeError());
  if (!Same)
    if (Error E = S->writeManifest())
      return std::move(E);
  if (Error E = removePrefixes(O.Output))
    return std::move(E);
  unsigned Lost = count_if(S->Entries, [](const StoreEntry &E) { return !E.Lost.empty(); });
  for (const StoreEntry &E : S->Entries)
    if (!E.Lost.empty())
      errs() << "lockctx: lost " << printable(E.File) << ": " << printable(E.Lost) << "\n";
  outs() << S->Entries.size() - Lost << " files extracted, " << Lost << " lost\n";
  return O.Strict && Lost ? 2 : 0;
}

Expected<int> printCommands(const Options &O) {
  auto Units = findUnits(O, "");
  if (!Units)
    return Units.takeError();
  if (Error E = deliver(asDatabase(*Units), O.Output))
    return std::move(E);
  return 0;
}

/// Says what drifted, and how many entries there are.
Expected<int> proveModels(const Options &O, const Models &M) {
  auto R = checkModels(M, O.Kbuild);
  if (!R)
    return R.takeError();
  for (const Drift &D : R->Drifts)
    outs() << D.File << ":" << D.Line << ": " << D.Text << "\n";
  outs() << format("%-28s %6s %6s %6s\n", "entries", "calls", "fields", "others");
  ModelReport::Counts Sum;
  for (auto &[File, C] : R->Entries) {
    outs() << format("%-28s %6u %6u %6u\n", sys::path::filename(File).str().c_str(), C.Calls, C.Fields, C.Others);
    Sum.Calls += C.Calls;
    Sum.Fields += C.Fields;
    Sum.Others += C.Others;
  }
  outs() << format("%-28s %6u %6u %6u\n", "all", Sum.Calls, Sum.Fields, Sum.Others);
  outs() << "linux " << R->Release << ": " << R->Right << " hold, " << R->Elsewhere
         << " are not of this version or configuration, " << R->Undecided << " undecided, " << R->Drifts.size()
         << " drifted\n";
  return R->Drifts.empty() ? 0 : 1;
}

/// Waits for the trees of `lockctx diff` below \p Directory: another run would change them under our feet. They are
/// ours for as long as the process lives.
Error lockTrees(StringRef Directory) {
  int Lock;
  std::error_code EC = sys::fs::openFileForReadWrite(Directory + "/diff.lock", Lock, sys::fs::CD_OpenAlways, {});
  if (!EC)
    EC = sys::fs::lockFile(Lock);
  return EC ? failure(Directory + ": " + EC.message()) : Error::success();
}

/// `lockctx store`.
Expected<int> runStore(const Options &O) {
  std::string Directory = O.CacheStore.empty() ? defaultStore() : O.CacheStore;
  if (O.Clear) {
    if (sys::fs::exists(Directory + "/diff.lock"))
      if (Error E = lockTrees(Directory))
        return std::move(E);
    if (Error E = clearStore(Directory))
      return std::move(E);
  }
  auto Use = measureStore(Directory);
  if (!Use)
    return Use.takeError();
  auto Mib = [](uint64_t Bytes) { return std::to_string((Bytes + (1 << 19)) >> 20) + " MiB"; };
  outs() << Directory << "\n"
         << "  facts of " << Use->Facts.Count << " files, " << Mib(Use->Facts.Bytes) << "\n"
         << "  " << Use->Prefixes.Count << " prefixes, " << Mib(Use->Prefixes.Bytes) << "\n"
         << "  " << Use->Kept.Count << " reports and lists of commands, " << Mib(Use->Kept.Bytes) << "\n"
         << "  at most " << Mib(kStoreLimit) << " of these are kept\n"
         << "  commits of " << Use->Trees.Count << " repositories, " << Mib(Use->Trees.Bytes) << "\n";
  return 0;
}

/// \p O for the tree of \p Commit, which is checked out beside the store as \p Name.
Expected<Options> atCommit(Options O, StringRef Commit, StringRef Name) {
  O.Tree = treesOf(O.CacheStore, O.Repository) + ("/" + Name).str();
  if (Error E = checkOut(O.Repository, Commit, O.Tree))
    return std::move(E);
  if (!O.ModuleDir.empty())
    O.ModuleDir.replace(0, O.Repository.size(), O.Tree);
  return O;
}

/// Removes the facts in a store that cannot be read; whether there were any.
bool removeUnreadable(const Store &S, const LinkedProgram &L) {
  bool Any = false;
  for (size_t I = 0; I < S.Entries.size(); ++I) {
    const StoreEntry &E = S.Entries[I];
    if (L.Units[I] || !E.Lost.empty() || sys::fs::remove(S.pathOf(E), /*IgnoreNonExisting=*/true))
      continue;
    errs() << "lockctx: " << printable(E.File)
           << ": its facts in the store are damaged or cut off: it is parsed again\n";
    Any = true;
  }
  return Any;
}

/// The baseline of one commit, then what the other one has beyond it.
Expected<int> runDiff(Options O) {
  O.CacheStore = absolute(O.CacheStore.empty() ? defaultStore() : O.CacheStore);
  SmallString<256> Within;
  if (O.ModuleDir.empty()) {
    auto Units = findUnits(O, "");
    if (!Units)
      return Units.takeError();
    Within = sys::path::parent_path(Units->front().File);
  } else {
    if (std::error_code EC = sys::fs::real_path(O.ModuleDir, Within))
      return failure(O.ModuleDir + ": " + EC.message());
    O.ModuleDir = Within.str().str();
  }
  auto Repository = repositoryOf(Within);
  if (!Repository)
    return Repository.takeError();
  O.Repository = *Repository;
  if (Error E = makeStore(O.CacheStore, "--store"))
    return std::move(E);
  if (Error E = lockTrees(O.CacheStore))
    return std::move(E);
  auto Base = atCommit(O, O.Base, "base");
  if (!Base)
    return Base.takeError();
  Base->Cmd = Command::Baseline;
  Base->Output = Base->Tree + ".json";
  auto Done = runCommand(*Base);
  if (!Done)
    return inside(O.Base, Done.takeError());
  auto Head = O.Head.empty() ? Expected<Options>(O) : atCommit(O, O.Head, "head");
  if (!Head)
    return Head.takeError();
  Head->Cmd = Command::Check;
  Head->Baseline = Base->Output;
  return runCommand(*Head);
}

} // namespace

Expected<int> runCommand(const Options &O) {
  if (O.Cmd == Command::Diff)
    return runDiff(O);
  if (O.Cmd == Command::Rules) {
    for (const RuleInfo &R : allRules())
      outs() << R.Id << (R.OnByDefault ? "" : " (off unless asked for by --rule)") << "\n    " << R.Sentence << " ("
             << R.Document << ")\n";
    return 0;
  }
  if (O.Cmd == Command::Commands)
    return printCommands(O);
  if (O.Cmd == Command::Store)
    return runStore(O);
  auto M = loadModels(O.Annotations, O.Profiles);
  if (!M)
    return M.takeError();
  if (O.Cmd == Command::Extract)
    return runExtract(O, *M);
  if (O.Cmd == Command::CheckModels)
    return proveModels(O, *M);
  std::vector<Store> Stores;
  std::vector<TranslationUnit> Units;
  std::optional<Kept> Report;
  if (O.Stores.empty()) {
    std::string Directory = O.CacheStore.empty() ? defaultStore() : O.CacheStore;
    if (Error E = makeStore(Directory, "--store"))
      return std::move(E);
    size_t Reused;
    auto S = extractInto(O, *M, Directory, Units, Reused);
    if (!S)
      return S.takeError();
    Stores.push_back(std::move(*S));
    if (isKept(O)) {
      Report = memoryOf(O, Stores.front(), *M);
      if (auto Texts = Report->read()) {
        Verdict V;
        (void)StringRef(Texts->back()).getAsInteger(10, V.Status);
        Texts->pop_back();
        V.Texts = std::move(*Texts);
        return deliver(V, O);
      }
    }
    if (Error E = trimStore(Directory, kStoreLimit))
      return std::move(E);
  } else {
    auto Opened = openStores(O);
    if (!Opened)
      return Opened.takeError();
    Stores = std::move(*Opened);
  }
  // Never taken down: that would take time, and the process ends.
  static LinkedProgram *L = nullptr;
  size_t Linked = 0;
  for (const Store &S : Stores)
    Linked += S.Entries.size();
  prepareMemoryFor(Linked);
  L = linkStores(Stores, *M).release();
  if (O.Stores.empty() && removeUnreadable(Stores.front(), *L)) {
    size_t Reused;
    auto S = extractInto(O, *M, Stores.front().Directory, Units, Reused);
    if (!S)
      return S.takeError();
    Stores.front() = std::move(*S);
    L = linkStores(Stores, *M).release();
  }
  if (O.Cmd == Command::Dump)
    return printStage("facts", *L->A);
  if (O.Cmd == Command::Show) {
    auto Text = show(O.ShowWhat, O.ShowName, O.Format == "json", *L->A, L->SourceRoot);
    if (!Text)
      return Text.takeError();
    if (Error E = deliver(*Text, O.Output))
      return std::move(E);
    return 0;
  }
  if (O.Cmd == Command::Splat)
    return runSplat(O, *L);
  if (!O.Print.empty())
    return printStage(O.Print, *L->A);
  auto V = judge(O, *L, Stores, std::move(Units), *M);
  if (!V)
    return V.takeError();
  if (Report) {
    std::vector<std::string> Texts = V->Texts;
    Texts.push_back(std::to_string(V->Status));
    logAllUnhandledErrors(Report->write(Texts), errs(), kNotKept);
  }
  return deliver(*V, O);
}

} // namespace lockctx
