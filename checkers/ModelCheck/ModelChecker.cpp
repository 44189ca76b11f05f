//===- ModelChecker.cpp - The models against a real tree ------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ModelCheck/ModelChecker.h"
#include "Annotations/CitedFiles.h"
#include "ModelCheck/HeaderIndex.h"
#include "ModelCheck/ShapeCheck.h"
#include "Project/KbuildCommands.h"
#include "Project/KernelTree.h"
#include "Support/Errors.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/LexDiagnostic.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace lockctx {
namespace {

/// How many of the headers that may declare a name are tried.
constexpr unsigned kMaxHeaders = 8;
/// How many of the headers that all others use are included before one that is not for everybody.
constexpr unsigned kCommonHeaders = 50;
/// How many C files kbuild is asked for, to have the flags of one.
constexpr unsigned kSomeFiles = 5;

/// Calls a function with the syntax tree of a TU. Bodies of functions are not parsed.
class Parse : public clang::ASTFrontendAction {
public:
  using Fn = function_ref<void(clang::ASTContext &, clang::Preprocessor &)>;
  explicit Parse(Fn OnTree) : OnTree(OnTree) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &CI, StringRef) override {
    CI.getFrontendOpts().SkipFunctionBodies = true;
    CI.getDiagnostics().setFatalsAsError(true); // a header that is missing is no reason to stop
    struct Consumer : clang::ASTConsumer {
      Consumer(clang::CompilerInstance &CI, Fn OnTree) : CI(CI), OnTree(OnTree) {}
      void HandleTranslationUnit(clang::ASTContext &Ctx) override { OnTree(Ctx, CI.getPreprocessor()); }
      clang::CompilerInstance &CI;
      Fn OnTree;
    };
    return std::make_unique<Consumer>(CI, OnTree);
  }

private:
  Fn OnTree;
};

/// Notes the headers that say with #error that they are not to be included so, and prints nothing.
class Refusals : public clang::DiagnosticConsumer {
public:
  explicit Refusals(StringSet<> &Files) : Files(Files) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level, const clang::Diagnostic &Info) override {
    if (Info.getID() == clang::diag::err_pp_hash_error && Info.hasSourceManager())
      Files.insert(Info.getSourceManager().getFilename(Info.getLocation()));
  }

private:
  StringSet<> &Files;
};

/// Parses \p Unit; \p Text is what its file holds, null if the file on disk does. \p Refused gets the headers that
/// must not be included as they are.
void parse(const TranslationUnit &Unit, const std::string *Text, StringSet<> &Refused, Parse::Fn OnTree) {
  IntrusiveRefCntPtr<vfs::FileSystem> FS = vfs::createPhysicalFileSystem();
  if (FS->setCurrentWorkingDirectory(Unit.Directory))
    return;
  clang::FileSystemOptions Options;
  Options.WorkingDir = Unit.Directory;
  auto Memory = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  auto Overlay = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(FS);
  Overlay->pushOverlay(Memory);
  if (Text)
    Memory->addFile(Unit.File, 0, MemoryBuffer::getMemBuffer(*Text, Unit.File));
  auto Files = makeIntrusiveRefCnt<clang::FileManager>(Options, Overlay);
  std::vector<std::string> Arguments = Unit.Arguments;
  Arguments.insert(Arguments.end(), {"-resource-dir", LOCKCTX_CLANG_RESOURCE_DIR, "-fno-caret-diagnostics"});
  Refusals Diagnostics(Refused);
  clang::tooling::ToolInvocation Invocation(Arguments, std::make_unique<Parse>(OnTree), Files.get());
  Invocation.setDiagnosticConsumer(&Diagnostics);
  Invocation.run();
}

class Checker {
public:
  Checker(const Models &M, ModelReport &Out) : M(M), Out(Out) {}
  Error run(StringRef KernelDir);

private:
  /// What is known of one item so far. One that the tree's configuration has not stands here twice: as it is in the
  /// tree, and with its options forced upon the headers.
  struct State {
    const ModelItem *Item = nullptr;
    bool Wanted = true;     ///< It should be there.
    bool Undecided = false; ///< Its version says nothing, or its file is not compiled.
    std::string Forced;     ///< #defines of the options; empty: the tree's configuration.
    Verdict Found;
    std::vector<std::string> Headers;
  };

  Error readTree();
  std::string forcedOptions(const Presence &P) const;
  bool versionHas(const Presence &P, bool &Undecided) const;
  Expected<TranslationUnit> someUnit() const;
  void look(clang::ASTContext &Ctx, clang::Preprocessor &PP, ArrayRef<State *> Items);
  void tryHeaders(std::vector<std::string> Headers, ArrayRef<State *> Items, StringRef Prologue);
  void searchHeaders(ArrayRef<State *> Items, StringRef Prologue);
  void searchCited();
  void report();
  unsigned number(const State &S) const { return &S - All.data(); }

  const Models &M;
  ModelReport &Out;
  KernelTree Tree;
  VersionTuple Version;
  StringSet<> OptionsSet;
  TranslationUnit Base; ///< Flags for headers.
  std::optional<HeaderIndex> Index;
  std::vector<State> All;
};

/// The identifier to look for in a file.
StringRef keyOf(const ModelItem &Item) {
  StringRef Name = Item.Name.Name;
  if (!Name.consume_front("struct "))
    Name.consume_front("union ");
  return Name.split('.').first;
}

Error Checker::run(StringRef KernelDir) {
  auto Opened = KernelTree::open(KernelDir);
  if (!Opened)
    return Opened.takeError();
  Tree = std::move(*Opened);
  if (Error E = readTree())
    return E;
  auto Unit = someUnit();
  if (!Unit)
    return Unit.takeError();
  Base = std::move(*Unit);
  Base.Arguments.pop_back();
  Base.File = Tree.BuildDir + "/lockctx-check-models.c"; // exists in memory only
  Base.Arguments.push_back(Base.File);

  StringSet<> Names;
  for (const ModelItem &I : M.items()) {
    Names.insert(keyOf(I));
    if (I.Model)
      for (const Step &S : I.Model->Do)
        for (const LockOperand::Member &Member : S.Lock.Members)
          Names.insert(Member.Tag);
  }
  Index.emplace(Base, Names);
  for (const ModelItem &I : M.items()) {
    State S;
    S.Item = &I;
    S.Wanted = versionHas(I.Name.Exists, S.Undecided);
    S.Headers = Index->candidates(keyOf(I));
    for (StringRef File : citedFiles(I.Source))
      if (std::string Header = Index->spelling(Tree.SourceDir + "/" + File.str()); !Header.empty())
        if (!is_contained(S.Headers, Header))
          S.Headers.push_back(Header);
        else // the entry knows best
          std::rotate(S.Headers.begin(), find(S.Headers, Header), find(S.Headers, Header) + 1);
    if (std::string Forced = forcedOptions(I.Name.Exists); !Forced.empty() && S.Wanted) {
      All.push_back(S);
      All.back().Forced = Forced;
      S.Wanted = false;
    }
    All.push_back(std::move(S));
    ModelReport::Counts &C = Out.Entries[I.File];
    ++(I.What == ModelItem::Kind::Call ? C.Calls : I.What == ModelItem::Kind::Field ? C.Fields : C.Others);
  }

  std::map<std::string, std::vector<State *>> Groups;
  for (State &S : All)
    Groups[S.Forced].push_back(&S);
  for (auto &[Forced, Items] : Groups)
    searchHeaders(Items, Forced);
  searchCited();
  report();
  return Error::success();
}

Error Checker::readTree() {
  auto Release = MemoryBuffer::getFile(Tree.BuildDir + "/include/config/kernel.release");
  if (!Release)
    return failure(Tree.BuildDir + ": no include/config/kernel.release; run `make modules_prepare` there");
  Out.Release = (*Release)->getBuffer().trim().str();
  StringRef Numbers = StringRef(Out.Release).take_while([](char C) { return isDigit(C) || C == '.'; });
  VersionTuple Whole;
  if (Whole.tryParse(Numbers.rtrim('.')) || !Whole.getMinor())
    return failure(Tree.BuildDir + "/include/config/kernel.release: '" + Out.Release + "' is no kernel version");
  Version = VersionTuple(Whole.getMajor(), *Whole.getMinor());
  auto Config = MemoryBuffer::getFile(Tree.BuildDir + "/include/config/auto.conf");
  if (!Config)
    return failure(Tree.BuildDir + "/include/config/auto.conf: " + Config.getError().message());
  for (line_iterator Line(**Config, /*SkipBlanks=*/true, '#'); !Line.is_at_eof(); ++Line)
    if (auto [Name, Value] = Line->split('='); Name.consume_front("CONFIG_") && (Value == "y" || Value == "m"))
      OptionsSet.insert(Name);
  return Error::success();
}

/// Whether the tree's version should have the name.
bool Checker::versionHas(const Presence &P, bool &Undecided) const {
  if (P.OutOfTree || (!P.After.empty() && Version <= P.After) || (!P.Before.empty() && Version >= P.Before))
    return false;
  // Between the version that lacks it and the next one that was proven to have it, nothing is known.
  auto Proven = M.provenOn();
  if (!P.After.empty()) {
    auto Next = find_if(Proven, [&](const VersionTuple &V) { return V > P.After; });
    Undecided |= Next == Proven.end() || Version < *Next;
  }
  if (!P.Before.empty()) {
    auto Last = find_if(reverse(Proven), [&](const VersionTuple &V) { return V < P.Before; });
    Undecided |= Last == Proven.rend() || Version > *Last;
  }
  return true;
}

/// What to write in front of headers to have \p P's options; empty if the tree's configuration has them.
std::string Checker::forcedOptions(const Presence &P) const {
  std::string Text;
  for (auto &[Option, Set] : P.Options)
    if (OptionsSet.contains(Option) != Set)
      Text += Set ? "#define CONFIG_" + Option + " 1\n"
                  : "#undef CONFIG_" + Option + "\n#undef CONFIG_" + Option + "_MODULE\n";
  return Text;
}

/// A C file that kbuild compiles, for its flags: one of those that are cited first, which are the core kernel's.
Expected<TranslationUnit> Checker::someUnit() const {
  KbuildOptions Options;
  Options.KernelDir = Tree.BuildDir;
  for (const ModelItem &I : M.items())
    for (StringRef File : citedFiles(I.Source))
      if (std::string Path = Tree.SourceDir + "/" + File.str();
          Options.Paths.size() < kSomeFiles && File.ends_with(".c") && !is_contained(Options.Paths, Path) &&
          sys::fs::exists(Path))
        Options.Paths.push_back(Path);
  if (Options.Paths.empty())
    return failure(Tree.SourceDir + ": none of the C files that the models cite is here; give a tree with all sources");
  std::vector<std::string> Notes;
  auto Units = readKbuild(Options, Notes);
  if (!Units)
    return Units.takeError();
  return Units->front();
}

void Checker::look(clang::ASTContext &Ctx, clang::Preprocessor &PP, ArrayRef<State *> Items) {
  ShapeCheck Shapes(Ctx, PP, M);
  for (State *S : Items) {
    Verdict V = Shapes.check(*S->Item, number(*S));
    if (V.What == Verdict::Is::Absent && S->Wanted && S->Found.Why.empty())
      V.Why += Shapes.suggestion(*S->Item);
    if (V.What != Verdict::Is::Absent || S->Found.Why.empty())
      S->Found = V;
  }
}

/// One TU that includes \p Headers, after \p Prologue, and has the items' probes.
void Checker::tryHeaders(std::vector<std::string> Headers, ArrayRef<State *> Items, StringRef Prologue) {
  for (;;) {
    std::string Text = Prologue.str();
    for (const std::string &Header : Headers)
      Text += "#if __has_include(<" + Header + ">)\n#include <" + Header + ">\n#endif\n";
    for (State *S : Items)
      Text += ShapeCheck::probe(*S->Item, number(*S));
    // A header that refuses is a part of another one: what it has counts only where that one includes it.
    StringSet<> Refused;
    bool Again = false;
    parse(Base, &Text, Refused, [&](clang::ASTContext &Ctx, clang::Preprocessor &PP) {
      auto Refuses = [&](StringRef Header) {
        return any_of(Refused.keys(), [&](StringRef File) { return File.ends_with(("/" + Header).str()); });
      };
      size_t Before = Headers.size();
      erase_if(Headers, Refuses);
      Again = Headers.size() != Before;
      if (!Again)
        look(Ctx, PP, Items);
    });
    if (!Again)
      return;
  }
}

/// Tries the best header of each item, then the second best of those that are still missing, and so on.
void Checker::searchHeaders(ArrayRef<State *> Items, StringRef Prologue) {
  for (unsigned Round = 0; Round < kMaxHeaders; ++Round) {
    std::vector<std::string> Headers;
    std::vector<State *> Rest;
    StringSet<> Seen;
    for (State *S : Items)
      if (S->Found.What != Verdict::Is::Right && (Round == 0 || S->Headers.size() > Round)) {
        Rest.push_back(S);
        if (S->Headers.size() > Round && Seen.insert(S->Headers[Round]).second)
          Headers.push_back(S->Headers[Round]);
      }
    if (Rest.empty())
      return;
    // What others include goes first, as in a driver: not every header includes all that it needs.
    stable_sort(Headers, [&](StringRef A, StringRef B) { return Index->uses(A) > Index->uses(B); });
    tryHeaders(std::move(Headers), Rest, Prologue);
  }
}

/// Looks for what is still missing in the files that the entries cite. A lock may be named by several entries, of which
/// one cites the file that defines it.
void Checker::searchCited() {
  StringMap<std::vector<StringRef>> Cited;
  for (const State &S : All)
    append_range(Cited[S.Item->Name.Name], citedFiles(S.Item->Source));
  std::map<std::string, std::vector<State *>> Files;
  for (State &S : All)
    if (S.Found.What == Verdict::Is::Absent && S.Forced.empty())
      for (StringRef File : Cited[S.Item->Name.Name])
        if (std::string Path = Tree.SourceDir + "/" + File.str();
            Index->spelling(Path).empty() && sys::fs::is_regular_file(Path) && mentions(Path, keyOf(*S.Item)) &&
            (Files[Path].empty() || Files[Path].back() != &S))
          Files[Path].push_back(&S);
  KbuildOptions Options;
  Options.KernelDir = Tree.BuildDir;
  for (auto &[Path, Items] : Files)
    if (StringRef(Path).ends_with(".c"))
      Options.Paths.push_back(Path);
    else {
      // A header among the sources leans on what the files beside it include.
      std::vector<std::string> Headers = Index->mostUsed(kCommonHeaders);
      Headers.push_back(Path);
      tryHeaders(std::move(Headers), Items, "");
    }
  if (Options.Paths.empty())
    return;
  std::vector<std::string> Notes;
  auto Units = readKbuild(Options, Notes);
  StringSet<> Refused, Parsed;
  if (Units)
    for (const TranslationUnit &Unit : *Units)
      if (auto It = Files.find(Unit.File); It != Files.end() && Parsed.insert(Unit.File).second)
        parse(Unit, nullptr, Refused, [&](auto &Ctx, auto &PP) { look(Ctx, PP, It->second); });
  // What stands in a file that this configuration does not compile may be there or not; no command at all is an error.
  consumeError(Units.takeError());
  for (const std::string &Path : Options.Paths)
    if (!Parsed.contains(Path))
      for (State *S : Files[Path])
        S->Undecided = true;
}

void Checker::report() {
  for (const State &S : All) {
    auto Complain = [&](const Twine &Text) {
      Out.Drifts.push_back({S.Item->File, S.Item->Name.Line, (S.Item->Name.Name + ": " + Text).str()});
    };
    bool There = S.Found.What != Verdict::Is::Absent;
    if (S.Undecided && !There) {
      ++Out.Undecided;
    } else if (!S.Wanted) { // of that name and shape
      if (S.Found.What == Verdict::Is::Right)
        Complain("is in linux " + Out.Release + ", although the entry says that it is not");
      else
        ++Out.Elsewhere;
    } else if (S.Found.What == Verdict::Is::Right) {
      ++Out.Right;
    } else {
      Complain(There ? S.Found.Why
                     : "is not in linux " + Out.Release +
                           (S.Forced.empty() ? "" : ", not with the options it needs either") + S.Found.Why);
    }
  }
}

} // namespace

Expected<ModelReport> checkModels(const Models &M, StringRef KernelDir) {
  ModelReport Out;
  if (Error E = Checker(M, Out).run(KernelDir))
    return std::move(E);
  llvm::stable_sort(Out.Drifts,
                    [](const Drift &A, const Drift &B) { return std::tie(A.File, A.Line) < std::tie(B.File, B.Line); });
  return std::move(Out);
}

} // namespace lockctx
