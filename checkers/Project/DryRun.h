//===- DryRun.h - make -n on a kernel tree ----------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_DRYRUN_H
#define LOCKCTX_PROJECT_DRYRUN_H

#include "Project/KernelTree.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <vector>

namespace lockctx {

struct DryRun {
  std::unique_ptr<llvm::MemoryBuffer> Output; ///< What make would run.
  std::string Messages;                       ///< Its standard error.
};

/// Runs `make -n -k` with \p Arguments (targets and VAR=value) in Tree.BuildDir and waits for it. Prints every command,
/// those of objects that are up to date too. Compiles nothing, and leaves the kernel's trees and the driver's directory
/// as they are (see kHarmless in the .cpp), but for what a driver's own Makefile does in a $(shell ...).
///
/// That make itself fails is normal, since what it would link does not exist. Errors: no make; no temporary file.
///
/// With \p Sandbox, bubblewrap keeps what the makefiles run in a place of its own: no network, no other processes, no
/// environment but what kbuild needs, and of the files only the trees, \p ModuleDir and /usr, read-only. More errors:
/// no bubblewrap, or it cannot make such a place here.
llvm::Expected<DryRun> runMakeDry(const KernelTree &Tree, llvm::ArrayRef<std::string> Arguments, bool Sandbox = false,
                                  llvm::StringRef ModuleDir = "");

} // namespace lockctx

#endif
