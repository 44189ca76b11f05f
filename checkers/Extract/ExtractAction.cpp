//===- ExtractAction.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/ExtractAction.h"
#include "Extract/ExtractorVersion.h"
#include "Extract/FactsGenerator.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/Attr.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace lockctx {
namespace {

/// The first errors are what a user needs to see; the rest follows from them.
constexpr unsigned kMaxMessages = 5;

class Collector {
public:
  Collector(ASTContext &Ctx, Preprocessor &PP, const Models &M, facts::TUT &Out, bool Loaded)
      : Ctx(Ctx), M(M), Out(Out), Loaded(Loaded), TU(Out, Ctx), Macros(PP, M), Generator(TU, Macros, Callees) {}

  void run() {
    const SourceManager &SM = Ctx.getSourceManager();
    auto Initializers = std::make_unique<facts::FunctionT>();
    Initializers->initializer = true;
    PathBuilder Paths(TU, Macros, *Initializers);
    auto Visit = [&](const Decl *D) {
      if (const auto *F = dyn_cast<FunctionDecl>(D)) {
        if (const auto *Alias = F->getAttr<AliasAttr>())
          addAlias(*F, Alias->getAliasee());
        if (F->doesThisDeclarationHaveABody() && SM.isInMainFile(SM.getExpansionLoc(F->getLocation())))
          need(F);
      } else if (const auto *V = dyn_cast<VarDecl>(D)) {
        if (V->getInit() && !V->isInvalidDecl())
          Generator.addInitializer(V, *Initializers, Paths);
      }
    };
    const TranslationUnitDecl *Unit = Ctx.getTranslationUnitDecl();
    if (Loaded)
      llvm::for_each(Unit->noload_decls(), Visit);
    else
      llvm::for_each(Unit->decls(), Visit);
    Paths.finish();
    llvm::append_range(Todo, Callees);
    Callees.clear();
    while (!Todo.empty()) {
      const FunctionDecl *F = Todo.pop_back_val();
      if (const FunctionDecl *Definition = F->getDefinition())
        need(Definition);
    }
    if (!Initializers->events.empty()) {
      auto Node = std::make_unique<facts::NodeT>();
      Node->count = Initializers->events.size();
      Initializers->nodes.push_back(std::move(Node));
      Out.functions.push_back(std::move(Initializers));
    }
  }

private:
  void addAlias(const FunctionDecl &F, StringRef Of) {
    auto Alias = std::make_unique<facts::AliasT>();
    Alias->name = F.getNameAsString();
    IdentifierInfo &Id = Ctx.Idents.get(Of);
    for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Id))
      if (isa<FunctionDecl>(D)) {
        Alias->symbol = TU.symbol(D);
        Out.aliases.push_back(std::move(Alias));
        return;
      }
  }

  void need(const FunctionDecl *F) {
    if (!F->hasBody() || !Done.insert(F->getCanonicalDecl()).second)
      return;
    // What a modelled function does to its callers is known. Its body is of interest only where it is at home, or
    // where it is a static of another name's making.
    const SourceManager &SM = Ctx.getSourceManager();
    SourceLocation L = SM.getExpansionLoc(F->getLocation());
    bool Own = !F->isExternallyVisible() && !SM.getFilename(L).contains("/include/");
    if (F->getIdentifier() && M.call(F->getName()) && !SM.isInMainFile(L) && !Own)
      return;
    auto Facts = Generator.run(F);
    llvm::append_range(Todo, Callees);
    Callees.clear();
    Out.functions.push_back(std::move(Facts));
  }

  ASTContext &Ctx;
  const Models &M;
  facts::TUT &Out;
  bool Loaded;
  TUBuilder TU;
  MacroExpansions Macros;
  llvm::SmallVector<const FunctionDecl *, 64> Callees, Todo;
  FactsGenerator Generator;
  llvm::DenseSet<const Decl *> Done;
};

/// Keeps the first errors and prints nothing.
class ErrorCollector : public DiagnosticConsumer {
public:
  explicit ErrorCollector(facts::TUT &Out) : Out(Out) {}
  void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error)
      return;
    ++Out.errors;
    if (Out.messages.size() >= kMaxMessages)
      return;
    SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    std::string Where;
    if (Info.getLocation().isValid() && Info.hasSourceManager())
      if (PresumedLoc P = Info.getSourceManager().getPresumedLoc(Info.getLocation()); P.isValid())
        Where = (Twine(P.getFilename()) + ":" + Twine(P.getLine()) + ":" + Twine(P.getColumn()) + ": ").str();
    Out.messages.push_back(Where + Text.str().str());
  }

private:
  facts::TUT &Out;
};

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const Models &M, Extraction &Out, bool &Reached)
      : CI(CI), M(M), Out(Out), Reached(Reached) {}
  void HandleTranslationUnit(ASTContext &Ctx) override {
    Reached = true;
    collectFacts(Ctx, CI.getPreprocessor(), M, Out.Facts);
    const SourceManager &SM = Ctx.getSourceManager();
    for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It) {
      SmallString<256> Path(It->first.getName());
      SM.getFileManager().makeAbsolutePath(Path);
      Out.Inputs.push_back(Path.str().str());
    }
    llvm::sort(Out.Inputs);
  }

private:
  CompilerInstance &CI;
  const Models &M;
  Extraction &Out;
  bool &Reached;
};

class Action : public ASTFrontendAction {
public:
  Action(const Models &M, Extraction &Out, bool &Reached) : M(M), Out(Out), Reached(Reached) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    return std::make_unique<Consumer>(CI, M, Out, Reached);
  }

private:
  const Models &M;
  Extraction &Out;
  bool &Reached;
};

/// The value of -DNAME='"text"' or -DNAME=text among a command's arguments.
std::string definedAs(const std::vector<std::string> &Arguments, StringRef Name) {
  for (StringRef A : Arguments)
    if (A.consume_front("-D") && A.consume_front(Name) && A.consume_front("="))
      return A.trim('"').str();
  return "";
}

} // namespace

void collectFacts(ASTContext &Ctx, Preprocessor &PP, const Models &M, facts::TUT &Out, bool Loaded) {
  Collector(Ctx, PP, M, Out, Loaded).run();
}

std::string mainFile(const SourceManager &SM) {
  SmallString<256> Path;
  if (OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID())) {
    Path = Main->getName();
    SM.getFileManager().makeAbsolutePath(Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  }
  return Path.str().str();
}

facts::TUT factsOfParsed(ASTContext &Ctx, Preprocessor &PP, const Models &M, bool Loaded) {
  facts::TUT Facts;
  const SourceManager &SM = Ctx.getSourceManager();
  Facts.version = kFactsVersion;
  Facts.main_file = mainFile(SM);
  std::vector<std::string> Defines;
  for (const auto &[Macro, IsUndefined] : PP.getPreprocessorOpts().Macros)
    if (!IsUndefined)
      Defines.push_back("-D" + Macro);
  Facts.module_ = definedAs(Defines, "KBUILD_MODNAME");
  Facts.loadable = llvm::is_contained(Defines, "-DMODULE");
  Facts.errors = PP.getDiagnostics().getNumErrors();
  collectFacts(Ctx, PP, M, Facts, Loaded);
  return Facts;
}

StringRef extractorVersion() { return LOCKCTX_EXTRACTOR_VERSION; }

Expected<std::unique_ptr<Extraction>> extractFacts(const TranslationUnit &TU, const Models &M) {
  auto Out = std::make_unique<Extraction>();
  facts::TUT &Facts = Out->Facts;
  Facts.version = kFactsVersion;
  Facts.main_file = TU.File;
  Facts.module_ = definedAs(TU.Arguments, "KBUILD_MODNAME");
  Facts.loadable = llvm::is_contained(TU.Arguments, "-DMODULE");
  IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code EC = FS->setCurrentWorkingDirectory(TU.Directory))
    return failure(TU.Directory + ": " + EC.message());
  FileSystemOptions Options;
  Options.WorkingDir = TU.Directory;
  auto Files = llvm::makeIntrusiveRefCnt<FileManager>(Options, FS);
  bool Reached = false;
  ErrorCollector Errors(Facts);
  std::vector<std::string> Arguments = TU.Arguments;
  Arguments.insert(Arguments.end(), {"-resource-dir", LOCKCTX_CLANG_RESOURCE_DIR});
  Arguments.push_back("-fno-caret-diagnostics"); // else Clang counts its errors on standard error
  tooling::ToolInvocation Invocation(Arguments, std::make_unique<Action>(M, *Out, Reached), Files.get());
  Invocation.setDiagnosticConsumer(&Errors);
  Invocation.run();
  if (!Reached)
    return failure(Facts.messages.empty() ? "clang made no syntax tree of it" : Facts.messages.front());
  return std::move(Out);
}

} // namespace lockctx
