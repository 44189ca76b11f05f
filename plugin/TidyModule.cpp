//===- TidyModule.cpp - Findings as clang-tidy's checks -------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// One check for each line of Rules.def, named lockctx-<rule>. All checks of a TU share one run of the engine.
///
//===----------------------------------------------------------------------===//

#include "TidyModule.h"
#include "Engine/EditedUnits.h"
#include "Extract/ExtractAction.h"
#include "HostFindings.h"
#include "Rules/Rule.h"
#include "Support/Errors.h"
#include "clang-tidy/ClangTidy.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <mutex>
#include <unistd.h>

using namespace clang;

namespace lockctx {
namespace {

/// The engine that was used last, for as long as nobody asks for another: an editor's next parse wants the same one.
class Engine {
public:
  Expected<std::shared_ptr<UnitCheck>> with(UnitOptions O) {
    llvm::sort(O.Rules);
    llvm::sys::fs::file_status Manifest; // written anew when the store is
    if (!O.Store.empty())
      (void)llvm::sys::fs::status(O.Store + "/manifest.json", Manifest);
    std::string Key = O.Store + "\n" + O.Confidence + "\n" + llvm::join(O.Annotations, ";") + "\n" +
                      llvm::join(O.Profiles, ";") + "\n" + llvm::join(O.Rules, ";") + "\n" +
                      std::to_string(Manifest.getLastModificationTime().time_since_epoch().count());
    std::lock_guard<std::mutex> Lock(Mutex);
    Last = O;
    if (Check && Key == LastKey)
      return Check;
    auto New = UnitCheck::create(std::move(O), Check.get());
    if (!New)
      return New.takeError();
    Check = std::move(*New);
    LastKey = Key;
    return Check;
  }

  /// The options that were used last, if any were.
  UnitOptions last(UnitOptions Else) {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Last.value_or(std::move(Else));
  }

  EditedUnits Edited;

private:
  std::mutex Mutex;
  std::optional<UnitOptions> Last;
  std::string LastKey;
  std::shared_ptr<UnitCheck> Check;
};

/// The engine's run over one TU, on behalf of all of its checks.
class Run {
public:
  Run(const tidy::ClangTidyContext &Context, Engine &TheEngine)
      : Options(Context.getOptions().CheckOptions), TheEngine(TheEngine) {}

  /// To be said before findings() is asked for any: a check that is switched on wants what \p RuleId finds.
  void want(StringRef RuleId) { Rules.push_back(RuleId.str()); }

  /// Begins to make findings, if nobody has.
  void begin(ASTContext &Ctx, Preprocessor &PP) {
    if (std::exchange(Begun, true))
      return;
    this->Ctx = &Ctx;
    UnitOptions O;
    O.Store = option("lockctx.Store");
    O.Confidence = option("lockctx.Confidence");
    O.Annotations = list("lockctx.Annotations");
    O.Profiles = list("lockctx.Profiles");
    O.Rules = Rules;
    auto With = TheEngine.with(std::move(O));
    if (!With) {
      Error = toString(With.takeError());
      return;
    }
    Check = std::move(*With);
    Precompiled From = inEditor() ? Precompiled::Needed : Precompiled::All;
    Facts = FactsFile::inMemory(factsOfParsed(Ctx, PP, Check->models(), From));
    if (inEditor())
      Asked = TheEngine.Edited.ask(Check, std::move(*Facts), mainFileOf(Ctx), late());
  }

  /// The findings; the first call makes them. An error is returned once.
  Expected<ArrayRef<HostFinding>> findings() {
    if (!std::exchange(Done, true)) {
      if (!Error.empty())
        return failure(Error);
      auto All = Asked ? TheEngine.Edited.answer(*Asked) : Check->run(std::move(*Facts), sourcesOf(*Ctx));
      if (!All)
        return All.takeError();
      Findings = hostFindings(*Ctx, *All, inEditor() ? Host::Editor : Host::Compiler);
    }
    return Findings;
  }

  /// Set by ClangdMain.cpp: "true", or the file descriptor on which it wants to hear of new findings.
  bool inEditor() const { return !option("lockctx.Editor").empty(); }

private:
  std::function<void(StringRef)> late() const {
    int To;
    if (StringRef(option("lockctx.Editor")).getAsInteger(10, To))
      return nullptr;
    return [To](StringRef Main) {
      std::string Line = (Main + "\n").str();
      (void)!write(To, Line.data(), Line.size());
    };
  }
  std::string option(StringRef Name) const {
    auto It = Options.find(Name);
    return It == Options.end() ? "" : It->second.Value;
  }
  std::vector<std::string> list(StringRef Name) const {
    std::string Text = option(Name);
    SmallVector<StringRef, 4> Parts;
    StringRef(Text).split(Parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
    return {Parts.begin(), Parts.end()};
  }

  const tidy::ClangTidyOptions::OptionMap &Options;
  Engine &TheEngine;
  bool Begun = false, Done = false;
  std::vector<std::string> Rules;
  ASTContext *Ctx = nullptr;
  std::string Error;
  std::shared_ptr<UnitCheck> Check;
  std::optional<FactsFile> Facts;
  std::optional<EditedUnits::Question> Asked; ///< In an editor.
  std::vector<HostFinding> Findings;
};

/// The runs that go on; clangd has several at once. Outlives them.
class Runs {
public:
  /// Never ends: when the process does, a thread may still judge.
  static Runs &all() {
    static Runs &All = *new Runs;
    return All;
  }
  std::shared_ptr<Run> of(const tidy::ClangTidyContext &Context) {
    std::lock_guard<std::mutex> Lock(Mutex);
    std::weak_ptr<Run> &Known = ByContext[&Context];
    std::shared_ptr<Run> Result = Known.lock();
    if (!Result)
      Known = Result = std::make_shared<Run>(Context, TheEngine);
    return Result;
  }

  Engine TheEngine;

private:
  std::mutex Mutex;
  llvm::DenseMap<const tidy::ClangTidyContext *, std::weak_ptr<Run>> ByContext;
};

class RuleCheck : public tidy::ClangTidyCheck {
public:
  RuleCheck(StringRef Name, tidy::ClangTidyContext *Context, StringRef RuleId, std::shared_ptr<Run> Shared)
      : ClangTidyCheck(Name, Context), RuleId(RuleId), Shared(std::move(Shared)) {
    this->Shared->want(RuleId);
  }

  bool isLanguageVersionSupported(const LangOptions &Language) const override {
    return !Language.CPlusPlus && !Language.ObjC;
  }
  void registerPPCallbacks(const SourceManager &, Preprocessor *P, Preprocessor *) override { PP = P; }
  void registerMatchers(ast_matchers::MatchFinder *Finder) override {
    Finder->addMatcher(ast_matchers::translationUnitDecl(), this);
  }
  void check(const ast_matchers::MatchFinder::MatchResult &Result) override {
    SM = Result.SourceManager;
    Shared->begin(*Result.Context, *PP);
  }
  /// While other checks look at the unit, it is judged.
  void onEndOfTranslationUnit() override {
    auto Findings = Shared->findings();
    if (!Findings) {
      std::string Error = toString(Findings.takeError());
      if (Shared->inEditor()) // which shows only what stands somewhere
        diag(SM->getLocForStartOfFile(SM->getMainFileID()), "lockctx: %0") << Error;
      else
        configurationDiag("lockctx: %0") << Error;
      return;
    }
    for (const HostFinding &F : *Findings) {
      if (F.RuleId != RuleId)
        continue;
      if (!F.Fixes.empty() && Shared->inEditor()) {
        // A note's fix-its make a quick-fix of that name.
        diag(F.Warning.Loc, "%0") << F.Warning.Text;
        diag(F.Warning.Loc, "%0", DiagnosticIDs::Note) << F.FixTitle << F.Fixes;
      } else {
        diag(F.Warning.Loc, "%0") << F.Warning.Text << F.Fixes;
      }
      for (const HostFinding::Part &N : F.Notes)
        diag(N.Loc, "%0", DiagnosticIDs::Note) << N.Text;
    }
  }

private:
  StringRef RuleId;
  std::shared_ptr<Run> Shared;
  Preprocessor *PP = nullptr;
  const SourceManager *SM = nullptr;
};

class Module : public tidy::ClangTidyModule {
public:
  void addCheckFactories(tidy::ClangTidyCheckFactories &Factories) override {
    for (const RuleInfo &R : allRules())
      Factories.registerCheckFactory(
          std::string("lockctx-") + R.Id, [&R](StringRef Name, tidy::ClangTidyContext *Context) {
            return std::make_unique<RuleCheck>(Name, Context, R.Id, Runs::all().of(*Context));
          });
  }
};

tidy::ClangTidyModuleRegistry::Add<Module> Register("lockctx-module", "lock-context bugs in Linux kernel code");

} // namespace

void judgeAhead(StringRef Store, StringRef Main) {
  UnitOptions O;
  O.Store = Store.str();
  for (const RuleInfo &R : allRules())
    if (R.OnByDefault)
      O.Rules.push_back(R.Id);
  Engine &E = Runs::all().TheEngine;
  if (auto Check = E.with(E.last(std::move(O))))
    E.Edited.ahead(std::move(*Check), Main);
  else
    consumeError(Check.takeError()); // the file's parse says it
}

} // namespace lockctx
