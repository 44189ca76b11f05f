//===- KeptCommands.h - kbuild's answers, asked for once --------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_KEPTCOMMANDS_H
#define LOCKCTX_TOOLS_KEPTCOMMANDS_H

#include "Project/KbuildCommands.h"

namespace lockctx {

/// readKbuild(), with the answer kept in the store \p Directory for as long as nothing that it depends on changes: the
/// configuration, the makefiles and the names of C files where kbuild looks, the compiler, the environment. make alone
/// takes seconds. A driver's makefile that runs programs of its own ($(shell ...)) is always asked.
llvm::Expected<std::vector<TranslationUnit>> readKeptKbuild(const KbuildOptions &Options, llvm::StringRef Directory,
                                                            std::vector<std::string> &Notes);

} // namespace lockctx

#endif
