//===- PatchAction.h - A patch of several files as a code action -*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A quick-fix of clangd changes the open file. The patch of a lock class may need others as well: it is in the store's
/// digest.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PLUGIN_PATCHACTION_H
#define LOCKCTX_PLUGIN_PATCHACTION_H

#include "Engine/Digest.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/JSON.h"

namespace lockctx {

/// A code action for each patch of several files that mends one of the \p Diagnostics of \p File. None where one of
/// the files \p IsUnsaved or is not what the patch was made for.
llvm::json::Array patchActions(const Digest &From, llvm::StringRef File, const llvm::json::Array &Diagnostics,
                               llvm::function_ref<bool(llvm::StringRef Path)> IsUnsaved);

} // namespace lockctx

#endif
