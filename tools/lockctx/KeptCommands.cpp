//===- KeptCommands.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KeptCommands.h"
#include "Engine/Kept.h"
#include "Project/KernelTree.h"
#include "Project/PathFilter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <set>
#include <unistd.h>

using namespace llvm;

namespace lockctx {
namespace {

/// What terminals and sessions set, of no use to a makefile. Another variable may be.
constexpr StringRef kSession[] = {"PWD",       "OLDPWD",  "SHLVL", "_",      "TERM",
                                  "COLORTERM", "COLUMNS", "LINES", "TMUX",   "TMUX_PANE",
                                  "WINDOWID",  "DISPLAY", "STY",   "WINDOW", "INSIDE_EMACS"};

/// Gathers the state of what kbuild's answer depends on.
class State {
public:
  /// A makefile of \p Module runs programs, whose answers nobody knows.
  bool Unknown = false;

  std::string text() const {
    std::string Text;
    for (const std::string &L : Lines)
      Text += L + "\n";
    return Text;
  }
  void file(const Twine &Path) { Lines.insert(Path.str() + " " + fileStamp(Path.str())); }
  /// The makefiles in \p Path, and, if \p Below, those of all directories in it, and the names of C files.
  void directory(const Twine &Path, bool Below, bool IsModule = false) {
    std::error_code EC;
    for (sys::fs::directory_iterator I(Path, EC, /*follow_symlinks=*/false), End; !EC && I != End; I.increment(EC)) {
      StringRef Name = sys::path::filename(I->path());
      if (I->type() == sys::fs::file_type::directory_file) {
        if (Below && Name != ".git")
          directory(I->path(), true, IsModule);
      } else if (Name.starts_with("Makefile") || Name.starts_with("Kbuild") || Name.ends_with(".mk") ||
                 Name.ends_with(".include") || Name.contains(".config") || Name.ends_with(".conf")) {
        file(I->path());
        auto Text = IsModule ? MemoryBuffer::getFile(I->path()) : std::errc::no_such_file_or_directory;
        Unknown |= Text && ((*Text)->getBuffer().contains("$(shell") || (*Text)->getBuffer().contains("${shell"));
      } else if (Below && Name.ends_with(".c")) {
        Lines.insert(I->path());
      }
    }
  }
  void above(StringRef Path, StringRef Top) {
    while (Path.size() > Top.size() && Path.starts_with(Top)) {
      Path = sys::path::parent_path(Path);
      directory(Path, false);
    }
  }

private:
  std::set<std::string> Lines;
};

void addTree(State &S, const KernelTree &Tree, ArrayRef<std::string> Paths) {
  for (const char *File : {"/Makefile", "/.config", "/include/config/auto.conf", "/include/generated/autoconf.h",
                           "/include/config/kernel.release", "/Module.symvers", "/modules.order"})
    S.file(Tree.BuildDir + File);
  S.directory(Tree.SourceDir, false);
  S.directory(Tree.SourceDir + "/scripts", false);
  std::error_code EC;
  for (sys::fs::directory_iterator I(Tree.SourceDir + "/arch", EC), End; !EC && I != End; I.increment(EC))
    S.directory(I->path(), false);
  for (const std::string &Path : Paths)
    for (std::string Place : candidates(Path, Tree.SourceDir)) {
      if (!isBelow(Place, Tree.SourceDir))
        continue;
      if (!sys::fs::is_directory(Place))
        Place = sys::path::parent_path(Place).str();
      // readKbuild() may ask two directories further up.
      for (unsigned I = 0; I < 2; ++I)
        if (std::string Up = sys::path::parent_path(Place).str();
            Up.size() > Tree.SourceDir.size() && StringRef(Up).drop_front(Tree.SourceDir.size() + 1).contains('/'))
          Place = Up;
      S.directory(Place, true);
      S.above(Place, Tree.SourceDir);
      if (Tree.BuildDir != Tree.SourceDir)
        S.directory(Tree.BuildDir + Place.substr(Tree.SourceDir.size()), true);
    }
}

} // namespace

Expected<std::vector<TranslationUnit>> readKeptKbuild(const KbuildOptions &Options, StringRef Directory,
                                                      std::vector<std::string> &Notes) {
  auto Tree = KernelTree::open(Options.KernelDir);
  if (!Tree)
    return Tree.takeError();
  SmallString<256> Here;
  sys::fs::current_path(Here);
  std::string Question = "commands\n" + ownStamp() + "\n" + Tree->BuildDir + "\n" + Options.ModuleDir + "\n" +
                         join(Options.MakeVariables, "\n") + "\n\n" + join(Options.Paths, "\n") + "\n" +
                         Here.str().str() + "\n";
  std::set<std::string> Environment;
  for (char **E = environ; *E; ++E)
    if (StringRef Name = StringRef(*E).split('=').first;
        !is_contained(kSession, Name) && !Name.starts_with("SSH_") && !Name.starts_with("XDG_"))
      Environment.insert(*E);
  for (const std::string &E : Environment)
    Question += E + "\n";

  State S;
  for (const char *Program : {"make", "gcc", "clang", "clang-22"})
    if (auto Path = sys::findProgramByName(Program))
      S.file(*Path);
  bool Whole = Options.ModuleDir.empty() && Options.Paths.empty();
  addTree(S, *Tree, Options.Paths);
  if (Whole) {
    S.directory(Tree->SourceDir, true);
    S.directory(Tree->BuildDir, true);
  } else if (!Options.ModuleDir.empty()) {
    std::string Module = absolutePath(Options.ModuleDir);
    S.directory(Module, true, /*IsModule=*/true);
    for (unsigned I = 0; I < 2; ++I)
      S.directory(Module = sys::path::parent_path(Module).str(), false);
  }
  if (S.Unknown)
    return readKbuild(Options, Notes);

  Kept Memory(Directory, Question, S.text());
  if (auto Answer = Memory.read()) {
    auto Next = Answer->begin();
    auto Number = [&] {
      size_t N = 0;
      if (Next != Answer->end())
        (void)StringRef(*Next++).getAsInteger(10, N);
      return N;
    };
    auto Strings = [&](size_t Count) {
      std::vector<std::string> List;
      for (; Count && Next != Answer->end(); --Count)
        List.push_back(std::move(*Next++));
      return List;
    };
    Notes = Strings(Number());
    std::vector<TranslationUnit> Units(Number());
    for (TranslationUnit &U : Units) {
      std::vector<std::string> Where = Strings(2);
      if (Where.size() < 2)
        break;
      U = {std::move(Where[0]), std::move(Where[1]), Strings(Number())};
    }
    return Units;
  }
  auto Units = readKbuild(Options, Notes);
  if (!Units)
    return Units;
  std::vector<std::string> Answer{std::to_string(Notes.size())};
  append_range(Answer, Notes);
  Answer.push_back(std::to_string(Units->size()));
  for (const TranslationUnit &U : *Units) {
    Answer.insert(Answer.end(), {U.Directory, U.File, std::to_string(U.Arguments.size())});
    append_range(Answer, U.Arguments);
  }
  logAllUnhandledErrors(Memory.write(Answer), errs(), kNotKept);
  return Units;
}

} // namespace lockctx
