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
#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Sema/Sema.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Path.h"

using namespace clang;
using llvm::Error;
using llvm::Expected;

namespace lockctx {
namespace {

/// The first errors are what a user needs to see; the rest follows from them.
constexpr unsigned kMaxMessages = 5;

/// Whether an initialiser mentions a function, or an array of pointers to functions.
bool mentionsFunction(const Stmt *S) {
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S)) {
    const Type *T = Ref->getType().getTypePtr();
    return isa<FunctionDecl>(Ref->getDecl()) ||
           (T->isArrayType() && T->getArrayElementTypeNoTypeQual()->isFunctionPointerType());
  }
  return S && llvm::any_of(S->children(), mentionsFunction);
}

/// Whether facts are made of a declaration at file level, even if nothing refers to it: handlers that an initialiser
/// stores, and aliases.
bool isNotable(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D))
    return V->getInit() && !V->isInvalidDecl() && mentionsFunction(V->getInit());
  return isa<FunctionDecl>(D) && D->hasAttr<AliasAttr>();
}

class Collector {
public:
  Collector(ASTContext &Ctx, Preprocessor &PP, const Models &M, facts::TUT &Out)
      : Ctx(Ctx), M(M), Out(Out), TU(Out, Ctx, PP), Macros(PP, M), Generator(TU, Macros, Callees) {}

  void run(Precompiled From, ArrayRef<const Decl *> Named) {
    const SourceManager &SM = Ctx.getSourceManager();
    auto Initializers = std::make_unique<facts::FunctionT>();
    Initializers->initializer = true;
    PathBuilder Paths(TU, Macros, *Initializers);
    auto Visit = [&](const Decl *D) {
      note(D);
      if (const auto *F = dyn_cast<FunctionDecl>(D))
        if (F->doesThisDeclarationHaveABody() && SM.isInMainFile(SM.getExpansionLoc(F->getLocation())))
          Bodies.push_back(F);
    };
    const TranslationUnitDecl *Unit = Ctx.getTranslationUnitDecl();
    for (const Decl *D : Named)
      for (const Decl *Each : D->redecls())
        if (Each->isFromASTFile())
          note(Each);
    if (From == Precompiled::All)
      llvm::for_each(Unit->decls(), Visit);
    else
      for (const Decl *D : Unit->noload_decls())
        if (From == Precompiled::Needed || !D->isFromASTFile())
          Visit(D);
    // By name of file: the order of headers is not the same with a precompiled header.
    llvm::sort(Notable, [](const auto &A, const auto &B) { return A.first < B.first; });
    for (const auto &[Place, D] : Notable) {
      if (const auto *V = dyn_cast<VarDecl>(D))
        Generator.addInitializer(V, *Initializers, Paths);
      else
        addAlias(*cast<FunctionDecl>(D), D->getAttr<AliasAttr>()->getAliasee());
    }
    llvm::append_range(Todo, Callees);
    Callees.clear();
    for (const FunctionDecl *F : Bodies)
      need(F);
    Paths.finish();
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
  void note(const Decl *D) {
    if (!isNotable(D))
      return;
    auto [File, Offset] = Ctx.getSourceManager().getDecomposedExpansionLoc(D->getLocation());
    Notable.push_back({{TU.nameOf(File), Offset, Notable.size()}, D});
  }

  void addAlias(const FunctionDecl &F, StringRef Of) {
    auto Alias = std::make_unique<facts::AliasT>();
    Alias->name = F.getNameAsString();
    if (const FunctionDecl *Target = function(&Ctx.Idents.get(Of))) {
      Alias->symbol = TU.symbol(Target);
      Out.aliases.push_back(std::move(Alias));
    }
  }

  const FunctionDecl *function(const IdentifierInfo *Name) {
    const TranslationUnitDecl *Unit = Ctx.getTranslationUnitDecl();
    // A lookup among all would load all that a precompiled header holds.
    for (const Decl *D : Unit->noload_decls())
      if (const auto *F = dyn_cast<FunctionDecl>(D); F && F->getIdentifier() == Name)
        return F;
    for (const NamedDecl *D : Unit->lookup(Name))
      if (const auto *F = dyn_cast<FunctionDecl>(D))
        return F;
    return nullptr;
  }

  void need(const FunctionDecl *F) {
    if (!F->hasBody() || !Done.insert(F->getCanonicalDecl()).second)
      return;
    // What a modelled function does to its callers is known. Its body is of interest only where it is at home, where it
    // is a static of another name's making, or where the model stands in for it.
    const SourceManager &SM = Ctx.getSourceManager();
    SourceLocation L = SM.getExpansionLoc(F->getLocation());
    bool Own = !F->isExternallyVisible() && !SM.getFilename(L).contains("/include/");
    const CallModel *Model = F->getIdentifier() ? M.call(F->getName()) : nullptr;
    if (Model && !Model->Follow && !SM.isInMainFile(L) && !Own)
      return;
    auto Facts = Generator.run(F);
    llvm::append_range(Todo, Callees);
    Callees.clear();
    Out.functions.push_back(std::move(Facts));
  }

  ASTContext &Ctx;
  const Models &M;
  facts::TUT &Out;
  TUBuilder TU;
  MacroExpansions Macros;
  llvm::SmallVector<const FunctionDecl *, 64> Callees, Todo;
  FactsGenerator Generator;
  llvm::DenseSet<const Decl *> Done;
  std::vector<const FunctionDecl *> Bodies; ///< Of the main file.
  std::vector<std::pair<std::tuple<std::string, unsigned, size_t>, const Decl *>> Notable;
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

/// The files that were read, absolute.
std::vector<std::string> filesRead(const SourceManager &SM) {
  std::vector<std::string> Result;
  for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It) {
    SmallString<256> Path(It->first.getName());
    SM.getFileManager().makeAbsolutePath(Path);
    Result.push_back(Path.str().str());
  }
  llvm::sort(Result);
  return Result;
}

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &CI, const Models &M, const Prefix *P, Extraction &Out, bool &Reached)
      : CI(CI), M(M), P(P), Out(Out), Reached(Reached) {}
  void HandleTranslationUnit(ASTContext &Ctx) override {
    Reached = true;
    if (!Out.Conflict.empty())
      return;
    // Before anything in the precompiled header is looked at: its files are known.
    Out.Inputs = filesRead(Ctx.getSourceManager());
    if (P)
      collectFacts(Ctx, CI.getPreprocessor(), M, Out.Facts, Precompiled::Named, named(Ctx, P->symbols()));
    else
      collectFacts(Ctx, CI.getPreprocessor(), M, Out.Facts);
  }

private:
  /// Declarations at file level by their names. Those in a precompiled header are found by their identifiers alone.
  std::vector<const Decl *> named(ASTContext &Ctx, ArrayRef<std::string> Names) {
    std::vector<const Decl *> Result;
    for (const std::string &Name : Names)
      llvm::append_range(Result, CI.getSema().IdResolver.decls(&Ctx.Idents.get(Name)));
    return Result;
  }

  CompilerInstance &CI;
  const Models &M;
  const Prefix *P;
  Extraction &Out;
  bool &Reached;
};

class Action : public ASTFrontendAction {
public:
  Action(const TranslationUnit &TU, const Models &M, const Prefix *P, Extraction &Out, bool &Reached)
      : TU(TU), M(M), P(P), Out(Out), Reached(Reached) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef) override {
    if (P)
      CI.getPreprocessor().addPPCallbacks(makePrefixCheck(CI, *P, TU, Out.Conflict));
    return std::make_unique<Consumer>(CI, M, P, Out, Reached);
  }

private:
  const TranslationUnit &TU;
  const Models &M;
  const Prefix *P;
  Extraction &Out;
  bool &Reached;
};

/// Writes a precompiled header, and down what was seen meanwhile.
class PrefixAction : public GeneratePCHAction {
public:
  PrefixAction(prefix::NotesT &Notes, std::vector<std::string> &Inputs) : Notes(Notes), Inputs(Inputs) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, StringRef InFile) override {
    CI.getPreprocessor().addPPCallbacks(makePrefixRecorder(CI, Notes));
    CI.getPreprocessorOpts().WriteCommentListToPCH = false; // FactsGenerator reads those of the main file only
    std::vector<std::unique_ptr<ASTConsumer>> Both;
    Both.push_back(GeneratePCHAction::CreateASTConsumer(CI, InFile));
    if (!Both.front())
      return nullptr;
    Both.push_back(std::make_unique<Noter>(Notes, Inputs));
    return std::make_unique<MultiplexConsumer>(std::move(Both));
  }

private:
  struct Noter : ASTConsumer {
    Noter(prefix::NotesT &Notes, std::vector<std::string> &Inputs) : Notes(Notes), Inputs(Inputs) {}
    void HandleTranslationUnit(ASTContext &Ctx) override {
      for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
        if (isNotable(D))
          Notes.symbols.push_back(cast<NamedDecl>(D)->getNameAsString());
      llvm::sort(Notes.symbols);
      Notes.symbols.erase(llvm::unique(Notes.symbols), Notes.symbols.end());
      Inputs = filesRead(Ctx.getSourceManager());
    }
    prefix::NotesT &Notes;
    std::vector<std::string> &Inputs;
  };
  prefix::NotesT &Notes;
  std::vector<std::string> &Inputs;
};

/// Runs \p A on a command. Problems end in \p Diagnostics.
Error runClang(const TranslationUnit &TU, ArrayRef<std::string> More, std::unique_ptr<FrontendAction> A,
               DiagnosticConsumer &Diagnostics) {
  IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code EC = FS->setCurrentWorkingDirectory(TU.Directory))
    return failure(TU.Directory + ": " + EC.message());
  FileSystemOptions Options;
  Options.WorkingDir = TU.Directory;
  auto Files = llvm::makeIntrusiveRefCnt<FileManager>(Options, FS);
  std::vector<std::string> Arguments = TU.Arguments;
  llvm::append_range(Arguments, More);
  Arguments.insert(Arguments.end(), {"-resource-dir", LOCKCTX_CLANG_RESOURCE_DIR});
  Arguments.push_back("-fno-caret-diagnostics"); // else Clang counts its errors on standard error
  tooling::ToolInvocation Invocation(Arguments, std::move(A), Files.get());
  Invocation.setDiagnosticConsumer(&Diagnostics);
  Invocation.run();
  return Error::success();
}

/// The value of -DNAME='"text"' or -DNAME=text among a command's arguments.
std::string definedAs(const std::vector<std::string> &Arguments, StringRef Name) {
  for (StringRef A : Arguments)
    if (A.consume_front("-D") && A.consume_front(Name) && A.consume_front("="))
      return A.trim('"').str();
  return "";
}

} // namespace

void collectFacts(ASTContext &Ctx, Preprocessor &PP, const Models &M, facts::TUT &Out, Precompiled From,
                  ArrayRef<const Decl *> Named) {
  Collector(Ctx, PP, M, Out).run(From, Named);
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

facts::TUT factsOfParsed(ASTContext &Ctx, Preprocessor &PP, const Models &M, Precompiled From) {
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
  collectFacts(Ctx, PP, M, Facts, From);
  return Facts;
}

StringRef extractorVersion() { return LOCKCTX_EXTRACTOR_VERSION; }

Expected<std::unique_ptr<Extraction>> extractFacts(const TranslationUnit &TU, const Models &M, const Prefix *P) {
  auto Out = std::make_unique<Extraction>();
  facts::TUT &Facts = Out->Facts;
  Facts.version = kFactsVersion;
  Facts.main_file = TU.File;
  Facts.module_ = definedAs(TU.Arguments, "KBUILD_MODNAME");
  Facts.loadable = llvm::is_contained(TU.Arguments, "-DMODULE");
  bool Reached = false;
  ErrorCollector Errors(Facts);
  std::vector<std::string> More;
  if (P)
    More = {"-include-pch", P->path()};
  if (Error E = runClang(TU, More, std::make_unique<Action>(TU, M, P, *Out, Reached), Errors))
    return std::move(E);
  if (!Reached)
    return failure(Facts.messages.empty() ? "clang made no syntax tree of it" : Facts.messages.front());
  return std::move(Out);
}

Expected<std::vector<std::string>> makePrefix(const TranslationUnit &Like, StringRef Header, StringRef Path) {
  TranslationUnit TU = Like;
  llvm::erase_if(TU.Arguments, [](StringRef A) { return isPerUnitMacro(A) || A == "-fsyntax-only"; });
  TU.Arguments.pop_back(); // the TU's file
  TU.Arguments.insert(TU.Arguments.end(), {"-x", "c-header", Header.str(), "-o", Path.str()});
  // A header that lacks a function's declaration here may have it in the TU's own order.
  TU.Arguments.push_back("-Werror=implicit-function-declaration");
  prefix::NotesT Notes;
  std::vector<std::string> Inputs;
  facts::TUT Problems;
  ErrorCollector Errors(Problems);
  if (Error E = runClang(TU, {}, std::make_unique<PrefixAction>(Notes, Inputs), Errors))
    return std::move(E);
  if (!Problems.messages.empty())
    return failure(Problems.messages.front());
  Notes.directories = searchDirectories(TU);
  if (Error E = Prefix::write(Path, Notes))
    return std::move(E);
  return Inputs;
}

} // namespace lockctx
