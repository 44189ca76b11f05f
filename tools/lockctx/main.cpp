//===- main.cpp - The command line tool -----------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Driver.h"
#include "llvm/Support/raw_ostream.h"

int main(int Argc, char **Argv) {
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
