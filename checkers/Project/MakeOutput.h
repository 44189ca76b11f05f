//===- MakeOutput.h - Compile commands in what make prints ------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_MAKEOUTPUT_H
#define LOCKCTX_PROJECT_MAKEOUTPUT_H

#include "Project/KernelTree.h"
#include "Project/TranslationUnit.h"

namespace lockctx {

/// Finds in \p Text, the standard output of `make -n`, the commands that compile kernel C code to an object: they have
/// -D__KERNEL__, -c, a .c file and -o with a .o file. Left out: host tools (scripts/, tools/) and what modpost
/// generates (*.mod.c). A file stays once for each module that it is compiled for (KBUILD_MODNAME): the first command.
///
/// The units are in make's order; their commands are as printed, not mangled yet, and their files may not exist.
/// Commands run in Tree.BuildDir, or where kbuild says that it calls itself (`make -C DIR -f SOURCE/Makefile`;
/// since 6.13 that is the driver's directory for M=). Reads no file.
std::vector<TranslationUnit> parseMakeOutput(llvm::StringRef Text, const KernelTree &Tree);

} // namespace lockctx

#endif
