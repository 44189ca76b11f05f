//===- main.cpp - The command line tool -----------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Driver.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <cstring>
#include <unistd.h>

/// `lockctx lsp`: the language server is a program of its own, since it is linked with all of clangd.
static int runLanguageServer(char **Argv) {
  llvm::SmallString<256> Path(llvm::sys::fs::getMainExecutable(Argv[0], reinterpret_cast<void *>(&runLanguageServer)));
  llvm::sys::path::remove_filename(Path);
  llvm::sys::path::append(Path, "lockctx-clangd");
  Argv[1] = Path.data();
  execv(Path.c_str(), Argv + 1);
  llvm::errs() << "lockctx: " << Path << ": " << std::strerror(errno) << "\n";
  return 2;
}

int main(int Argc, char **Argv) {
  if (Argc > 1 && llvm::StringRef(Argv[1]) == "lsp")
    return runLanguageServer(Argv);
  lockctx::Options O = lockctx::parseOptions(Argc, Argv);
  llvm::Expected<int> Status = lockctx::runCommand(O);
  if (!Status) {
    llvm::errs() << "lockctx: " << toString(Status.takeError()) << "\n";
    return 2;
  }
  // What could not be printed was not said.
  llvm::outs().flush();
  if (std::error_code EC = llvm::outs().error()) {
    llvm::outs().clear_error();
    llvm::errs() << "lockctx: standard output: " << EC.message() << "\n";
    return 2;
  }
  return *Status;
}
