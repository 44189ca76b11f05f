//===- KbuildCommands.h - Commands straight from kbuild ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_KBUILDCOMMANDS_H
#define LOCKCTX_PROJECT_KBUILDCOMMANDS_H

#include "Project/TranslationUnit.h"
#include "llvm/Support/Error.h"

namespace lockctx {

struct KbuildOptions {
  std::string KernelDir;                  ///< A prepared source tree, O= directory or distribution's headers.
  std::string ModuleDir;                  ///< An out-of-tree driver's directory (M=); empty: the kernel's own code.
  bool Sandbox = false;                   ///< Makefiles are not trusted: see runMakeDry().
  std::vector<std::string> MakeVariables; ///< "VAR=value" for make, such as CONFIG_X=m, ARCH=arm64, LLVM=1.
  /// Files and directories to keep; empty: all. Relative ones start at the current directory, the driver's or the
  /// kernel's source tree. Without ModuleDir they choose what kbuild is asked for; that is much faster than all.
  std::vector<std::string> Paths;
};

/// Asks kbuild, by a dry run that compiles and writes nothing (DryRun.h), how it compiles C files, and mangles the
/// commands for Clang. ARCH, LLVM (-22) and CROSS_COMPILE are the ones that the tree is configured for, unless
/// MakeVariables or the environment say otherwise. The order is kbuild's; a file stands once for each module.
///
/// \p Notes gets sentences for the user about what was left out and why. Errors: the tree is not prepared; the driver
/// or a path is not there; kbuild has no command, with the end of its messages and what to do.
llvm::Expected<std::vector<TranslationUnit>> readKbuild(const KbuildOptions &Options, std::vector<std::string> &Notes);

} // namespace lockctx

#endif
