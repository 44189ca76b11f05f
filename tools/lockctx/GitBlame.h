//===- GitBlame.h - Which commits some lines are from -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_GITBLAME_H
#define LOCKCTX_TOOLS_GITBLAME_H

#include "Model/Finding.h"
#include "llvm/ADT/ArrayRef.h"

namespace lockctx {

/// `Fixes:` lines for the commits that the lines at \p Places are from, oldest first. None for lines that are not
/// committed, that are as old as the repository (an import, not a change), or of a file that is in none.
std::string fixesLines(llvm::ArrayRef<SourceLocation> Places);

} // namespace lockctx

#endif
