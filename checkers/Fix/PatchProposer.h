//===- PatchProposer.h - Which lines to change, and how ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// From findings to changes of the source: at each site to change, another form of the function that takes the lock
/// (Models::variant), and the same form of every release that ends that acquisition on any path. Sites that are right
/// already stay as they are, except where they share a release with one that changes.
///
/// A proposal is no more than that until an analysis of the changed sources has shown that it helps.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_FIX_PATCHPROPOSER_H
#define LOCKCTX_FIX_PATCHPROPOSER_H

#include "Fix/SourceText.h"
#include "Program/Analysis.h"

namespace lockctx {

/// Fills R.Patches, one for each lock class, and of each finding either `Patch` or `NoFix`. Only files below
/// R.SourceRoot are changed.
void proposePatches(const Analysis &A, Report &R, const SourceReader &Read = readFromDisk);

/// Undoes that.
void withdrawPatches(Report &R);

} // namespace lockctx

#endif
