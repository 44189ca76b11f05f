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

static std::vector<StringRef> environmentForMake() {
  std::vector<StringRef> Result;
  for (char **E = environ; *E; ++E)
    if (!is_contained(kNotInherited, StringRef(*E).split('=').first))
      Result.push_back(*E);
  Result.push_back("LC_ALL=C"); // The messages are looked through.
  return Result;
}

Expected<DryRun> lockctx::runMakeDry(const KernelTree &Tree, ArrayRef<std::string> Arguments) {
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
  std::vector<StringRef> Command = {*Make, "-n", "-k", "-C", Tree.BuildDir};
  append_range(Command, Arguments);
  append_range(Command, kHarmless);
  Command.push_back(TryIn);
  std::string Message;
  bool Failed = false;
  sys::ExecuteAndWait(*Make, Command, environmentForMake(), {StringRef(""), OutFile.str(), ErrFile.str()},
                      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &Message, &Failed);
  if (Failed)
    return failure(*Make + ": " + Message);

  auto Output = MemoryBuffer::getFile(OutFile), Messages = MemoryBuffer::getFile(ErrFile);
  if (!Output || !Messages)
    return failure("make's output is gone: " + (Output ? Messages : Output).getError().message());
  return DryRun{std::move(*Output), (*Messages)->getBuffer().str()};
}
