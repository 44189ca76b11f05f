//===- main.cpp - The checker that kbuild runs: make C=1 CHECK=... --------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// kbuild runs `$(CHECK) $(CHECKFLAGS) $(c_flags) file.c` and stops at an exit status other than 0. CHECKFLAGS are made
/// for sparse, c_flags for the compiler that $CC names.
///
//===----------------------------------------------------------------------===//

#include "../lockctx/Extractor.h"
#include "Engine/UnitCheck.h"
#include "Project/CommandMangler.h"
#include "Report/CompilerMessages.h"
#include "Report/SourceNames.h"
#include "Support/Errors.h"
#include "Support/Version.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace lockctx;

namespace {

constexpr StringLiteral kHelp = R"(lockctx-check - finds lock-context bugs while kbuild compiles

  make C=1 CHECK=lockctx-check            checks what is compiled again
  make C=2 CHECK=lockctx-check DIR/       checks all of it
  make C=2 CHECK="lockctx-check --store STORE" M=DIR    an out-of-tree driver, each file completed by a store

Options, in CHECK or in CF; all others are the compiler's or sparse's:
  --store DIR          completes each file with the rest of the program: a store of `lockctx extract`
  --annotations FILE   more models; may be repeated
  --profile NAME       netpoll, threadirqs, rt; may be repeated
  --rule ID            only this rule; may be repeated
  --confidence WORD    how certain a finding has to be: low, medium (by default) or high
  --strict             exit status 1 if there are findings, 2 if the file cannot be parsed: this stops the build

Findings go to standard error, one line each and a line for each step that leads to them:
  FILE:LINE:COLUMN: warning: ... [lockctx-RULE]
Exit status: 0 whatever is found (but see --strict), 2 a mistake in the options.
)";

struct Options {
  UnitOptions Unit;
  bool Strict = false;
  std::vector<std::string> Rest; ///< What is not ours.
};

/// What kbuild's CHECKFLAGS say to sparse and a compiler knows by itself.
bool isForSparse(StringRef Word) {
  static constexpr StringRef kPredefined[] = {"-D__linux__", "-Dlinux", "-D__STDC__", "-Dunix", "-D__unix__"};
  return is_contained(kPredefined, Word) || Word.starts_with("--arch=") || Word == "-mlittle-endian";
}

Expected<Options> parse(ArrayRef<const char *> Words) {
  Options O;
  std::vector<std::string> Stores, Confidences;
  const std::pair<StringRef, std::vector<std::string> *> Ours[] = {{"--store", &Stores},
                                                                   {"--annotations", &O.Unit.Annotations},
                                                                   {"--profile", &O.Unit.Profiles},
                                                                   {"--rule", &O.Unit.Rules},
                                                                   {"--confidence", &Confidences}};
  for (size_t I = 0; I < Words.size(); ++I) {
    StringRef Word = Words[I];
    auto [Name, Value] = Word.split('=');
    auto Known = find_if(Ours, [&](auto &Option) { return Option.first == Name; });
    if (Word == "--strict") {
      O.Strict = true;
    } else if (Known == std::end(Ours)) {
      if (!isForSparse(Word))
        O.Rest.push_back(Word.str());
    } else if (Word.contains('=')) {
      Known->second->push_back(Value.str());
    } else if (++I < Words.size()) {
      Known->second->push_back(Words[I]);
    } else {
      return failure(Name + " needs a value");
    }
  }
  if (Stores.size() > 1)
    return failure("--store is given twice");
  if (!Stores.empty())
    O.Unit.Store = Stores.front();
  if (!Confidences.empty())
    O.Unit.Confidence = Confidences.back();
  if (O.Rest.empty() || StringRef(O.Rest.back()).starts_with("-"))
    return failure("no source file; kbuild runs this program (lockctx-check --help)");
  return O;
}

std::string absolute(StringRef Path) {
  SmallString<256> Result(Path);
  sys::fs::make_absolute(Result);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return Result.str().str();
}

/// The compile command that kbuild means.
TranslationUnit unitOf(const Options &O) {
  TranslationUnit U;
  U.Directory = absolute(".");
  U.File = absolute(O.Rest.back());
  // make exports the compiler's name; only in it is the target of a cross-compiling gcc.
  BumpPtrAllocator Memory;
  StringSaver Saver(Memory);
  SmallVector<const char *, 4> Compiler;
  cl::TokenizeGNUCommandLine(sys::Process::GetEnv("CC").value_or("cc"), Saver, Compiler);
  U.Arguments.assign(Compiler.begin(), Compiler.end());
  append_range(U.Arguments, O.Rest);
  mangleForClang(U);
  return U;
}

/// Facts come from the same store, and in the same way, as those of `lockctx check`: in a process of their own, and
/// only if the file has changed.
Expected<FactsFile> factsOf(const TranslationUnit &U, const Models &M) {
  Store S;
  S.Directory = defaultStore();
  if (Error E = makeStore(S.Directory, "$XDG_CACHE_HOME"))
    return std::move(E);
  ExtractorCounts Counts;
  if (Error E = extractAll(U, M, ExtractorOptions(), S, Counts))
    return std::move(E);
  if (!S.Entries.front().Lost.empty())
    return failure(S.Entries.front().Lost);
  return FactsFile::open(S.pathOf(S.Entries.front()));
}

void print(raw_ostream &OS, const SourceNames &Names, StringRef Kind, const CompilerMessage::Part &Part,
           StringRef After) {
  OS << printable(Names.place(Part.Loc)) << ":" << (Part.Loc.Column ? Twine(Part.Loc.Column) + ": " : Twine(" "))
     << Kind << ": " << printable(Names.text(Part.Text)) << After << "\n";
}

Expected<int> run(const Options &O) {
  auto Check = UnitCheck::create(O.Unit);
  if (!Check)
    return Check.takeError();
  TranslationUnit U = unitOf(O);
  SourceNames Names(U.Directory);
  auto Facts = factsOf(U, (*Check)->models());
  if (!Facts) {
    errs() << printable(Names.path(U.File)) << ": warning: not checked: " << printable(toString(Facts.takeError()))
           << "\n";
    return O.Strict ? 2 : 0;
  }
  if (const auto *Messages = Facts->tu().messages(); Messages && Messages->size())
    errs() << printable(Names.path(U.File)) << ": warning: checked in part: " << Facts->tu().errors()
           << " errors, first: " << printable(Messages->Get(0)->str()) << "\n";
  auto Findings = (*Check)->run(std::move(*Facts));
  if (!Findings)
    return Findings.takeError();
  // In one piece: make runs several of us at once.
  std::string Text;
  raw_string_ostream OS(Text);
  for (const UnitFinding &F : *Findings) {
    CompilerMessage Message = compilerMessage(F.F, F.F.UnsafeSites[F.Site]);
    print(OS, Names, "warning", Message.Warning, " [lockctx-" + F.F.RuleId + "]");
    for (const CompilerMessage::Part &Note : Message.Notes)
      print(OS, Names, "note", Note, "");
  }
  errs() << Text;
  return O.Strict && !Findings->empty() ? 1 : 0;
}

} // namespace

int main(int Argc, char **Argv) {
  ArrayRef<const char *> Words(Argv + 1, Argc - 1);
  if (is_contained(Words, StringRef("--help")) || is_contained(Words, StringRef("-h"))) {
    outs() << kHelp;
    return 0;
  }
  if (is_contained(Words, StringRef("--version"))) {
    outs() << "lockctx-check " << kVersion << "\n";
    return 0;
  }
  auto O = parse(Words);
  auto Status = O ? run(*O) : O.takeError();
  if (!Status) {
    errs() << "lockctx-check: " << toString(Status.takeError()) << "\n";
    return 2;
  }
  return *Status;
}
