//===- CompileCommands.h - Commands from compile_commands.json --*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_COMPILECOMMANDS_H
#define LOCKCTX_PROJECT_COMPILECOMMANDS_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace lockctx {

/// The C files of a compilation database, in its order, each once for each module (KBUILD_MODNAME) that it is in, their
/// commands mangled for Clang. \p BuildDirOrFile is the JSON file or the directory that holds compile_commands.json.
/// \p Paths chooses files and directories; relative ones start at the current directory or at the database's. Empty
/// means all. An entry has either "arguments" or "command"; a relative "directory" starts at the database's.
///
/// Errors: no such file; not JSON, or an entry without a field (the text says which); no C file below
/// any of Paths, or one of them does not exist. A path that exists and holds no C file, such as a header among changed
/// files, is no error as long as another does.
llvm::Expected<std::vector<TranslationUnit>> readCompileCommands(llvm::StringRef BuildDirOrFile,
                                                                 llvm::ArrayRef<std::string> Paths);

} // namespace lockctx

#endif
