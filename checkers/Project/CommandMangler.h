//===- CommandMangler.h - Compile commands for Clang's parser ---*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns a command of any gcc or clang into one that Clang 22 parses with, and only parses: what matters to the syntax
/// tree stays, the rest goes. Commands that mean the same to the parser become equal but for -D and the file, so that
/// they can share a precompiled header.
///
/// Kept: -D -U -I -include -isystem and their like, -nostdinc, -std, --target, and the -f and -m options that are not
/// known to concern code generation alone (kDropped in the .cpp: a new one of those goes there).
/// Gone: the compiler's wrappers, -c, -o, dependency files, every -W, -g*, -O* other than one -O2 (__OPTIMIZE__),
/// profiling, sanitizers, plugins, what Clang does not know at all, and what it rejects for the target.
/// Added: --target if the compiler's name is a cross compiler's; -ibuiltininc in place of the header directory of a gcc
/// or of another Clang (the caller must then set -resource-dir); -fsyntax-only -w -Wno-everything -ferror-limit=0,
/// since code that an old gcc accepts with a warning is an error by default here; last the file's absolute path.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_COMMANDMANGLER_H
#define LOCKCTX_PROJECT_COMMANDMANGLER_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/StringRef.h"
#include <map>

namespace lockctx {

/// Mangles commands. What it learns of one set of options it keeps for the next command with the same set; use one
/// mangler for a whole project. Not for several threads at once.
class CommandMangler {
public:
  /// Rewrites TU.Arguments; \p TU has an absolute Directory and File. Response files are read relative to Directory,
  /// one that cannot be read is left out. Never fails, and changes nothing when it is done twice.
  void mangle(TranslationUnit &TU);

private:
  std::map<std::vector<std::string>, std::vector<std::string>> Rejected; ///< Options -> those of them Clang rejects.
};

/// One command; see CommandMangler::mangle.
void mangleForClang(TranslationUnit &TU);

/// How many of \p Words come before the compiler's name: ccache, distcc and the like, `env` and VAR=value.
size_t countWrappers(const std::vector<std::string> &Words);

/// The target in a compiler's name: "aarch64-linux-gnu" for "/usr/bin/aarch64-linux-gnu-gcc-12", "" if there is none.
std::string targetOfCompiler(llvm::StringRef Compiler);

/// The kernel module that a command compiles for: what KBUILD_MODNAME is defined as, without quotes; "" if it is not.
std::string moduleName(const std::vector<std::string> &Arguments);

} // namespace lockctx

#endif
