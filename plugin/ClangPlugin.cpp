//===- ClangPlugin.cpp - Findings as the compiler's warnings --------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// `clang -fplugin=lockctx.so`; docs/in-the-build.md lists its options. Clang's warning groups are closed, so what -w
/// and -Werror do to warnings is done here to ours.
///
//===----------------------------------------------------------------------===//

#include "Engine/BuildStore.h"
#include "Extract/ExtractAction.h"
#include "HostFindings.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"

using namespace clang;

namespace lockctx {
namespace {

struct PluginOptions {
  UnitOptions Unit;
  std::string BuildStore;    ///< To write the facts to.
  std::optional<bool> Error; ///< werror, no-werror; else what -Werror says.
  bool Warn = true;
};

/// Says what went wrong, as an error of the compiler or as one of its warnings.
void complain(DiagnosticsEngine &Diags, DiagnosticIDs::Level Level, const Twine &Text) {
  Diags.Report(Diags.getDiagnosticIDs()->getCustomDiagID(Level, "lockctx: %0")) << Text.str();
}

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, PluginOptions O, std::unique_ptr<UnitCheck> Check)
      : CI(CI), O(std::move(O)), Check(std::move(Check)) {}

  void HandleTranslationUnit(ASTContext &Ctx) override {
    DiagnosticsEngine &Diags = CI.getDiagnostics();
    if (Diags.hasUncompilableErrorOccurred())
      return;
    facts::TUT Facts = factsOfParsed(Ctx, CI.getPreprocessor(), Check->models());
    if (!O.BuildStore.empty())
      if (llvm::Error E = addToBuildStore(O.BuildStore, Facts, CI.getFrontendOpts().OutputFile))
        complain(Diags, DiagnosticIDs::Warning, toString(std::move(E)));
    if (!O.Warn || Diags.getIgnoreAllWarnings())
      return;
    auto Findings = Check->run(FactsFile::inMemory(Facts), sourcesOf(Ctx));
    if (!Findings) {
      complain(Diags, DiagnosticIDs::Warning, toString(Findings.takeError()));
      return;
    }
    DiagnosticIDs &Ids = *Diags.getDiagnosticIDs();
    bool AsError = O.Error.value_or(Diags.getWarningsAsErrors());
    unsigned Warning = AsError ? Ids.getCustomDiagID(DiagnosticIDs::Error, "%0 [-Werror,lockctx-%1]")
                               : Ids.getCustomDiagID(DiagnosticIDs::Warning, "%0 [lockctx-%1]");
    unsigned Note = Ids.getCustomDiagID(DiagnosticIDs::Note, "%0");
    for (const HostFinding &F : hostFindings(Ctx, *Findings, Host::Compiler)) {
      Diags.Report(F.Warning.Loc, Warning) << F.Warning.Text << F.RuleId << llvm::ArrayRef(F.Fixes);
      for (const HostFinding::Part &N : F.Notes)
        Diags.Report(N.Loc, Note) << N.Text;
    }
  }

private:
  CompilerInstance &CI;
  PluginOptions O;
  std::unique_ptr<UnitCheck> Check;
};

class Plugin : public PluginASTAction {
public:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    if (CI.getLangOpts().CPlusPlus || CI.getLangOpts().ObjC)
      return std::make_unique<ASTConsumer>();
    if (!O.Unit.Store.empty() && isBuildStore(O.Unit.Store))
      std::swap(O.BuildStore, O.Unit.Store);
    auto Check = UnitCheck::create(O.Unit);
    if (Check)
      return std::make_unique<Consumer>(CI, std::move(O), std::move(*Check));
    complain(CI.getDiagnostics(), DiagnosticIDs::Error, toString(Check.takeError()));
    return std::make_unique<ASTConsumer>();
  }

  bool ParseArgs(const CompilerInstance &CI, const std::vector<std::string> &Words) override {
    for (StringRef Word : Words) {
      auto [Name, Value] = Word.split('=');
      if (Name == "store" && !Value.empty())
        O.Unit.Store = Value.str();
      else if (Name == "confidence" && !Value.empty())
        O.Unit.Confidence = Value.str();
      else if (Name == "annotations" && !Value.empty())
        O.Unit.Annotations.push_back(Value.str());
      else if (Name == "profile" && !Value.empty())
        O.Unit.Profiles.push_back(Value.str());
      else if (Name == "rule" && !Value.empty())
        O.Unit.Rules.push_back(Value.str());
      else if (Word == "werror")
        O.Error = true;
      else if (Word == "no-werror")
        O.Error = false;
      else if (Word == "no-warnings")
        O.Warn = false;
      else {
        complain(CI.getDiagnostics(), DiagnosticIDs::Error,
                 "unknown -fplugin-arg-lockctx-" + Word +
                     "; there are store=DIR, annotations=FILE, profile=NAME, rule=ID, confidence=WORD, werror, "
                     "no-werror, no-warnings");
        return false;
      }
    }
    return true;
  }

  /// Before code is generated: with -Werror, there is none to be.
  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  PluginOptions O;
};

FrontendPluginRegistry::Add<Plugin> Register("lockctx", "finds lock-context bugs in Linux kernel code");

} // namespace
} // namespace lockctx
