//===- DigestWriter.h - From an analysis to an editor's texts --*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_DIGESTWRITER_H
#define LOCKCTX_TOOLS_DIGESTWRITER_H

#include "Engine/Digest.h"
#include "Engine/LinkedProgram.h"

namespace lockctx {

/// Writes with \p Contexts the digest of \p L into the store at \p Directory: of each function its contexts and why, of
/// each lock class its usage bits and sites, and what would mend the findings of \p R, which is as before in the end.
llvm::Error writeDigestOf(DigestBuilder &Contexts, const LinkedProgram &L, Report &R, llvm::StringRef Directory);

} // namespace lockctx

#endif
