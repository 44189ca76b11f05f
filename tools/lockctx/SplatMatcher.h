//===- SplatMatcher.h - A lockdep report and the code -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_SPLATMATCHER_H
#define LOCKCTX_TOOLS_SPLATMATCHER_H

#include "Program/Analysis.h"
#include "Report/Splat.h"

namespace lockctx {

/// Says on standard output which finding each of \p Splats is; or else which classes, sites and chains of the code it
/// is about, and what lockctx lacks to report it. Status 0 if each is a finding, else 1.
int matchSplats(llvm::ArrayRef<Splat> Splats, const Analysis &A, llvm::ArrayRef<Finding> Findings,
                llvm::StringRef SourceRoot);

} // namespace lockctx

#endif
