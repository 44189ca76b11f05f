//===- DryRun.cpp - make -n on a kernel tree ------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/DryRun.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"
#include <unistd.h>

using namespace llvm;
using namespace lockctx;

/// make -n runs no recipe, but kbuild does more than recipes, and marks some to run all the same (+). These variables,
/// on make's command line, win over the makefiles'. A kernel that does not have one ignores it.
static constexpr StringRef kHarmless[] = {
    // make remakes the makefiles that it includes even with -n: a configuration that is older than .config, or of
    // another compiler, would be synchronised. need-compiler follows may-sync-config, and the flags need it.
    "may-sync-config=", "need-compiler=1",
    // $(shell mkdir -p $(obj-dirs)), and the same for installed headers.
    "obj-dirs=", "new-dirs=",
    // Marked with +: rustc, and linking a .ko whose objects exist. (So is vmlinux; never ask for that target.)
    "CONFIG_RUST=", "rule_rustc_o_rs=:", "KBUILD_MODPOST_NOFINAL=1",
    "if_changed_except=", "cmd_ld_ko_o=:", "cmd_and_savecmd=:",
    // tools/ (objtool, resolve_btfids) loses -n before 6.2: the MAKEFLAGS it gets begin with $(tools_silent).
    "CONFIG_OBJTOOL=", "CONFIG_STACK_VALIDATION=", "CONFIG_DEBUG_INFO_BTF=", "CONFIG_DEBUG_INFO_BTF_MODULES=",
    "tools_silent=n",
    // Everything counts as out of date, in a tree that has been built too.
    "if-changed-cond=lockctx", "newer-prereqs=lockctx", "any-prereq=lockctx",
    // Shorter output (a third) in less time: each command once.
    "KBUILD_VERBOSE=0", "make-cmd=", "delete-on-interrupt=", "cmd_gen_symversions_c="};

/// Variables of an enclosing make or kbuild, which would make ours build elsewhere, in parallel, or less.
static constexpr StringRef kNotInherited[] = {"MAKEFLAGS",
                                              "GNUMAKEFLAGS",
                                              "MFLAGS",
                                              "MAKELEVEL",
                                              "MAKEOVERRIDES",
                                              "MAKEFILES",
                                              "MAKE_TERMOUT",
                                              "MAKE_TERMERR",
                                              "KBUILD_OUTPUT",
                                              "KBUILD_EXTMOD",
                                              "KBUILD_VERBOSE",
                                              "KBUILD_MODULES",
                                              "KBUILD_BUILTIN",
                                              "KBUILD_EXTMOD_OUTPUT",
                                              "sub_make_done",
                                              "srctree",
                                              "objtree",
                                              "srcroot",
                                              "building_out_of_srctree",
                                              "VPATH",
                                              "M",
                                              "O",
                                              "MO",
                                              "V",
                                              "C",
                                              "LC_ALL"};

/// What of the environment goes into the sandbox.
static constexpr StringRef kNeeded[] = {"ARCH", "CC", "CROSS_COMPILE", "LLVM", "PATH", "SUBARCH"};

static std::vector<StringRef> environmentForMake() {
  std::vector<StringRef> Result;
  for (char **E = environ; *E; ++E)
    if (!is_contained(kNotInherited, StringRef(*E).split('=').first))
      Result.push_back(*E);
  Result.push_back("LC_ALL=C"); // The messages are looked through.
  return Result;
}

/// What comes before make's own command line. Scratch is a name that make may write to.
static Expected<std::vector<std::string>> sandboxFor(const KernelTree &Tree, StringRef ModuleDir, StringRef Scratch) {
  ErrorOr<std::string> Program = sys::findProgramByName("bwrap");
  if (!Program)
    return failure("--sandbox needs bubblewrap (Debian: apt-get install bubblewrap)");
  std::vector<std::string> Words = {*Program,
                                    "--unshare-all",
                                    "--die-with-parent",
                                    "--new-session",
                                    "--cap-drop",
                                    "ALL",
                                    "--proc",
                                    "/proc",
                                    "--dev",
                                    "/dev",
                                    "--tmpfs",
                                    "/tmp",
                                    "--dir",
                                    sys::path::parent_path(Scratch).str(),
                                    "--tmpfs",
                                    sys::path::parent_path(Scratch).str()};
  auto Show = [&](StringRef Path) {
    for (StringRef Word : {StringRef("--ro-bind-try"), Path, Path})
      Words.push_back(Word.str());
  };
  for (StringRef Path : {"/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache"})
    Show(Path);
  Show(Tree.SourceDir);
  Show(Tree.BuildDir);
  if (!ModuleDir.empty())
    Show(ModuleDir);
  Words.push_back("--clearenv");
  for (StringRef Name : kNeeded)
    if (auto Value = sys::Process::GetEnv(Name))
      for (StringRef Word : {StringRef("--setenv"), Name, StringRef(*Value)})
        Words.push_back(Word.str());
  for (StringRef Word : {"--setenv", "LC_ALL", "C", "--"})
    Words.push_back(Word.str());
  return Words;
}

Expected<DryRun> lockctx::runMakeDry(const KernelTree &Tree, ArrayRef<std::string> Arguments, bool Sandbox,
                                     StringRef ModuleDir) {
  ErrorOr<std::string> Make = sys::findProgramByName("make");
  if (!Make)
    return failure("make is not installed; kbuild's commands come from it");
  SmallString<128> OutFile, ErrFile;
  if (std::error_code EC = sys::fs::createTemporaryFile("lockctx-make", "out", OutFile))
    return failure("no temporary file for make's output: " + EC.message());
  FileRemover RemoveOut(OutFile);
  sys::RemoveFileOnSignal(OutFile);
  if (std::error_code EC = sys::fs::createTemporaryFile("lockctx-make", "err", ErrFile))
    return failure("no temporary file for make's messages: " + EC.message());
  FileRemover RemoveErr(ErrFile);
  sys::RemoveFileOnSignal(ErrFile);

  // Where kbuild tries the compiler's options. It would be in the driver's or the build directory; kbuild creates and
  // removes it.
  std::string TryIn = ("TMPOUT=" + OutFile + ".try").str();
  std::vector<std::string> Before;
  if (Sandbox)
    if (Error E = sandboxFor(Tree, ModuleDir, TryIn.substr(strlen("TMPOUT="))).moveInto(Before))
      return E;
  std::vector<StringRef> Command(Before.begin(), Before.end());
  for (StringRef Word : {StringRef(*Make), StringRef("-n"), StringRef("-k"), StringRef("-C"), StringRef(Tree.BuildDir)})
    Command.push_back(Word);
  append_range(Command, Arguments);
  append_range(Command, kHarmless);
  Command.push_back(TryIn);
  std::string Message;
  bool Failed = false;
  sys::ExecuteAndWait(Command[0], Command, environmentForMake(), {StringRef(""), OutFile.str(), ErrFile.str()},
                      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Message, &Failed);
  if (Failed)
    return failure(Command[0] + ": " + Message);

  auto Output = MemoryBuffer::getFile(OutFile), Messages = MemoryBuffer::getFile(ErrFile);
  if (!Output || !Messages)
    return failure("make's output is gone: " + (Output ? Messages : Output).getError().message());
  if (StringRef Said = (*Messages)->getBuffer(); Sandbox && Said.starts_with("bwrap: "))
    return failure("--sandbox: bubblewrap cannot run here: " + Said.split('\n').first);
  return DryRun{std::move(*Output), (*Messages)->getBuffer().str()};
}
