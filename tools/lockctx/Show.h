//===- Show.h - Printing what was inferred -----------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_SHOW_H
#define LOCKCTX_TOOLS_SHOW_H

#include "Program/Analysis.h"

namespace lockctx {

/// `lockctx show WHAT [NAME]`: locks, contexts, calls, annotations, coverage. What it prints, or an error if nothing
/// has that name.
llvm::Expected<std::string> show(llvm::StringRef What, llvm::StringRef Name, bool AsJson, const Analysis &A,
                                 llvm::StringRef SourceRoot);

/// `--print=STAGE`: facts, summary or contexts of every function of a source file, for tests.
llvm::Expected<int> printStage(llvm::StringRef Stage, const Analysis &A);

} // namespace lockctx

#endif
