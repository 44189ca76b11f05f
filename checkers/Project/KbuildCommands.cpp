//===- KbuildCommands.cpp - Commands straight from kbuild -----------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/KbuildCommands.h"
#include "Project/CommandMangler.h"
#include "Project/DryRun.h"
#include "Project/KernelTree.h"
#include "Project/MakeOutput.h"
#include "Project/PathFilter.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace llvm;
using namespace lockctx;

/// How far up to look for the Makefile that compiles a directory without one of its own, or with one for others to
/// include: amdgpu's is beside the directories of its files.
static constexpr unsigned kClimbs = 2;

/// How many of make's last messages an error shows.
static constexpr unsigned kLines = 5;

namespace {

class Kbuild {
public:
  Kbuild(const KbuildOptions &Options, std::vector<std::string> &Notes) : Options(Options), Notes(Notes) {}
  Expected<std::vector<TranslationUnit>> read();

private:
  const KbuildOptions &Options;
  std::vector<std::string> &Notes;
  KernelTree Tree;
  std::string ModuleDir; ///< Absolute, or empty.
  std::vector<std::string> Variables;
  std::vector<std::string> Missing;
  std::string Messages;
  StringSet<> Seen; ///< File and module of the units so far.
  std::vector<TranslationUnit> Units;

  Error chooseVariables();
  bool isGiven(StringRef Variable) const;
  Error ask(ArrayRef<std::string> Targets);
  Error askForModule();
  Error askForTree();
  Expected<std::string> inTree(StringRef Path) const;
  void climb(PathFilter &Filter, StringRef Path, StringRef Relative);
  Error noCommand(ArrayRef<std::string> Paths) const;
  void note();
  void mangle();
};

} // namespace

/// The names in `obj-$(CONFIG_X)` of a driver's Makefile: what its user has to switch on.
static std::vector<std::string> configurationsOf(StringRef Makefile) {
  std::vector<std::string> Names;
  auto Buffer = MemoryBuffer::getFile(Makefile);
  StringRef Text = Buffer ? (*Buffer)->getBuffer() : "";
  while (Text.contains("obj-$(CONFIG_")) {
    Text = Text.split("obj-$(").second;
    std::string Name = Text.take_until([](char C) { return !isAlnum(C) && C != '_'; }).str();
    if (StringRef(Name).starts_with("CONFIG_") && !is_contained(Names, Name))
      Names.push_back(Name);
  }
  return Names;
}

static std::string makefileOf(StringRef Directory) {
  for (const char *Name : {"/Kbuild", "/Makefile"})
    if (std::string File = (Directory + Name).str(); sys::fs::exists(File))
      return File;
  return "";
}

bool Kbuild::isGiven(StringRef Variable) const {
  return any_of(Options.MakeVariables, [&](StringRef V) { return V.split('=').first.rtrim(":?+ ") == Variable; }) ||
         (Variable != "CC" && sys::Process::GetEnv(Variable)); // The top Makefile sets CC itself.
}

Error Kbuild::chooseVariables() {
  for (const std::string &V : Options.MakeVariables) {
    if (!StringRef(V).contains('=') || StringRef(V).starts_with("-"))
      return failure("'" + V + "': a variable for make is written NAME=VALUE");
    StringRef Name = StringRef(V).split('=').first;
    if (Name == "O" || Name == "KBUILD_OUTPUT")
      return failure("'" + V + "': name the build directory itself as the kernel's directory");
    if (Name == "M" || Name == "KBUILD_EXTMOD")
      return failure("'" + V + "': name the driver's directory as the module's");
  }
  if (!Tree.Arch.empty() && !isGiven("ARCH"))
    Variables.push_back("ARCH=" + Tree.Arch);
  if (Tree.ConfiguredForClang && !isGiven("LLVM") && !isGiven("CC"))
    Variables.push_back(sys::findProgramByName("clang-22") ? "LLVM=-22" : "LLVM=1");
  if (!Tree.ConfiguredForClang && !Tree.CrossPrefix.empty() && !isGiven("CROSS_COMPILE") && !isGiven("CC"))
    Variables.push_back("CROSS_COMPILE=" + Tree.CrossPrefix);
  append_range(Variables, Options.MakeVariables);
  return Error::success();
}

/// One dry run; adds what it prints to Units.
Error Kbuild::ask(ArrayRef<std::string> Targets) {
  std::vector<std::string> Arguments = Variables;
  append_range(Arguments, Targets);
  Expected<DryRun> Run = runMakeDry(Tree, Arguments, Options.Sandbox, ModuleDir);
  if (!Run)
    return Run.takeError();
  Messages = std::move(Run->Messages);
  for (TranslationUnit &TU : parseMakeOutput(Run->Output->getBuffer(), Tree)) {
    if (!Seen.insert(TU.File + '\0' + moduleName(TU.Arguments)).second)
      continue;
    if (sys::fs::exists(TU.File))
      Units.push_back(std::move(TU));
    else
      Missing.push_back(TU.File);
  }
  return Error::success();
}

Error Kbuild::askForModule() {
  if (makefileOf(ModuleDir).empty())
    return failure(Options.ModuleDir + ": no driver's directory: it has neither a Kbuild nor a Makefile");
  if (Error E = ask({"M=" + ModuleDir}))
    return E;
  if (Units.empty())
    return noCommand({});
  for (const std::string &Path : PathFilter({ModuleDir}).apply(Options.Paths, Units))
    if (candidates(Path, ModuleDir).empty())
      return failure(Path + ": no such file or directory, neither here nor in " + ModuleDir);
  return Units.empty() ? noCommand(Options.Paths) : Error::success();
}

/// \p Path relative to the source tree; "" for the tree itself.
Expected<std::string> Kbuild::inTree(StringRef Path) const {
  std::vector<std::string> Candidates = candidates(Path, Tree.SourceDir);
  if (Candidates.empty())
    return failure(Path + ": no such file or directory, neither here nor in " + Tree.SourceDir);
  for (const std::string &C : Candidates) {
    SmallString<256> Real;
    if (sys::fs::real_path(C, Real))
      continue;
    for (StringRef Known : {StringRef(C), Real.str()})
      if (isBelow(Known, Tree.SourceDir) && (Tree.BuildDir == Tree.SourceDir || !isBelow(Known, Tree.BuildDir)))
        return Known.drop_front(Tree.SourceDir.size()).ltrim('/').str();
  }
  return failure(Path + ": not in the kernel tree " + Tree.SourceDir +
                 "; a driver outside of it is named with --module DIR");
}

/// The target that makes kbuild compile \p Relative: an object if the Makefile beside it lists it, otherwise the
/// nearest directory with a Makefile.
static std::string targetFor(StringRef Relative, StringRef SourceDir) {
  StringRef Directory = Relative;
  if (!sys::fs::is_directory(SourceDir + "/" + Relative)) {
    Directory = sys::path::parent_path(Relative);
    auto Makefile = MemoryBuffer::getFile(makefileOf((SourceDir + "/" + Directory).str()));
    std::string Object = (sys::path::stem(Relative) + ".o").str();
    if (Makefile)
      for (auto [Before, Rest] = (*Makefile)->getBuffer().split(Object); !Rest.empty();
           std::tie(Before, Rest) = Rest.split(Object))
        if (!Before.empty() && isSpace(Before.back()) && isSpace(Rest.front()))
          return Relative.drop_back(2).str() + ".o";
  }
  while (!Directory.empty() && makefileOf((SourceDir + "/" + Directory).str()).empty())
    Directory = sys::path::parent_path(Directory);
  return Directory.empty() ? "" : Directory.str() + "/";
}

/// Asks for the directories above \p Relative until \p Path means something.
void Kbuild::climb(PathFilter &Filter, StringRef Path, StringRef Relative) {
  std::string Target = targetFor(Relative, Tree.SourceDir);
  StringRef Directory = StringRef(Target).rtrim('/');
  for (unsigned Climbs = 0; Climbs < kClimbs;) {
    Directory = sys::path::parent_path(Directory);
    if (!Directory.contains('/')) // drivers/ and its like are half of the kernel.
      return;
    if (makefileOf((Tree.SourceDir + "/" + Directory).str()).empty())
      continue;
    ++Climbs;
    if (Error E = ask({Directory.str() + "/"})) {
      Notes.push_back(toString(std::move(E)));
      return;
    }
    if (!Filter.select(Path, Units).empty()) {
      Notes.push_back((Path + ": compiled by the Makefile of " + Directory + " or of a directory beside it").str());
      return;
    }
  }
}

/// The kernel's directories as targets: the top ones, the architecture's and what its Makefile names below that.
static std::vector<std::string> directories(const KernelTree &Tree) {
  std::vector<std::string> Targets;
  auto Collect = [&](const std::string &Parent) {
    std::error_code EC;
    for (sys::fs::directory_iterator I(Tree.SourceDir + "/" + Parent, EC), End; !EC && I != End; I.increment(EC)) {
      std::string Name = sys::path::filename(I->path()).str();
      if (!is_contained({"scripts", "tools", "rust", "Documentation"}, Name) && !makefileOf(I->path()).empty())
        Targets.push_back(Parent + Name + "/");
    }
  };
  std::string Arch = StringSwitch<std::string>(Tree.Arch).Cases({"i386", "x86_64"}, "x86").Default(Tree.Arch);
  Collect("");
  Collect("arch/" + Arch + "/");
  Targets.push_back("arch/" + Arch + "/");
  llvm::sort(Targets);
  return Targets;
}

Error Kbuild::askForTree() {
  std::vector<std::string> Targets, Paths;
  std::vector<std::pair<std::string, std::string>> Asked; // Path, relative to the source tree.
  for (const std::string &Path : Options.Paths) {
    Expected<std::string> Relative = inTree(Path);
    if (!Relative)
      return Relative.takeError();
    if (!StringRef(*Relative).ends_with(".c") && !sys::fs::is_directory(Tree.SourceDir + "/" + *Relative)) {
      Notes.push_back(Path + ": not a C file, left out");
      continue;
    }
    std::string Target = targetFor(*Relative, Tree.SourceDir);
    if (Target.empty() && !Relative->empty())
      return failure(Path + ": kbuild compiles nothing there; no directory above it has a Makefile");
    Asked.emplace_back(Path, *Relative);
    Targets.push_back(Target);
  }
  if (Asked.empty() && !Options.Paths.empty())
    return failure(join(Options.Paths, ", ") + ": no C file among these paths");
  bool Whole = Targets.empty() || is_contained(Targets, "");
  if (Error E = ask(Whole ? std::vector<std::string>{"./"} : Targets))
    return E;
  if (Whole && Units.empty()) // Before 6.1 the top directory is no target.
    if (Error E = ask(directories(Tree)))
      return E;

  PathFilter Filter({Tree.SourceDir});
  for (auto &[Path, Relative] : Asked) {
    Paths.push_back(Tree.SourceDir + "/" + Relative);
    if (!Relative.empty() && Filter.select(Paths.back(), Units).empty())
      climb(Filter, Paths.back(), Relative);
  }
  for (const std::string &Path : Filter.apply(Paths, Units))
    Notes.push_back(Path + ": this configuration compiles nothing there");
  return Units.empty() ? noCommand(Options.Paths) : Error::success();
}

/// Why there is nothing, and what to do.
Error Kbuild::noCommand(ArrayRef<std::string> Paths) const {
  std::string Text = (Paths.empty() ? (ModuleDir.empty() ? Tree.BuildDir : ModuleDir) : join(Paths, ", ")) +
                     ": kbuild compiles no C file there";
  if (!Missing.empty())
    Text += "; " + Missing.front() + " does not exist" + (Missing.size() > 1 ? ", nor do others" : "");
  if (!Units.empty() || (!ModuleDir.empty() && !Paths.empty()))
    return failure(Text);
  std::string Wanted;
  for (const std::string &Name :
       ModuleDir.empty() ? std::vector<std::string>() : configurationsOf(makefileOf(ModuleDir)))
    if (!isGiven(Name))
      Wanted += " --make " + Name + "=m";
  if (!Wanted.empty())
    Text += "; its Makefile asks for" + Wanted;
  else
    Text += "; is it switched on in the configuration, and is the tree prepared (make modules_prepare)?";
  SmallVector<StringRef> Lines;
  StringRef(Messages).trim().split(Lines, '\n', -1, /*KeepEmpty=*/false);
  erase_if(Lines, [](StringRef L) { return L.contains("modules.order'") || L.contains(" __sub-make]"); });
  for (StringRef Line : ArrayRef(Lines).take_back(kLines))
    Text += "\n  " + Line.str();
  return failure(Text);
}

void Kbuild::note() {
  if (!Missing.empty()) {
    constexpr size_t kShown = 3;
    Notes.push_back("left out, since a build generates them and there was none yet: " + std::to_string(Missing.size()) +
                    " C files (" + join(ArrayRef(Missing).take_front(kShown), ", ") +
                    (Missing.size() > kShown ? ", ...)" : ")"));
  }
  // What kbuild asks a compiler that is not there is all answered with no.
  const std::vector<std::string> &Words = Units.front().Arguments;
  if (const std::string &Compiler = Words[std::min(countWrappers(Words), Words.size() - 1)];
      !sys::findProgramByName(Compiler))
    Notes.push_back("the tree's compiler, " + Compiler +
                    ", is not installed: the options that kbuild makes depend on it are missing");
}

void Kbuild::mangle() {
  CommandMangler Mangler;
  std::string Target = Tree.target();
  for (TranslationUnit &TU : Units) {
    // A native gcc's name does not say the target, and its commands run on another machine.
    if (!Target.empty() && targetOfCompiler(TU.Arguments[countWrappers(TU.Arguments)]).empty() &&
        none_of(TU.Arguments, [](StringRef A) { return A.starts_with("--target") || A == "-target"; }))
      TU.Arguments.push_back("--target=" + Target);
    Mangler.mangle(TU);
  }
}

Expected<std::vector<TranslationUnit>> Kbuild::read() {
  Expected<KernelTree> Opened = KernelTree::open(Options.KernelDir);
  if (!Opened)
    return Opened.takeError();
  Tree = std::move(*Opened);
  if (!Options.ModuleDir.empty())
    ModuleDir = absolutePath(Options.ModuleDir);
  if (Error E = chooseVariables())
    return std::move(E);
  if (Error E = ModuleDir.empty() ? askForTree() : askForModule())
    return std::move(E);
  note();
  mangle();
  return std::move(Units);
}

Expected<std::vector<TranslationUnit>> lockctx::readKbuild(const KbuildOptions &Options,
                                                           std::vector<std::string> &Notes) {
  return Kbuild(Options, Notes).read();
}
