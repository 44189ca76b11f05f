//===- BuildStore.h - A store that compilers fill ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A build store is made by the compiler plugin, one TU at a time and by many processes at once. Its manifest has no
/// list: what is in the directory is in the store.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_BUILDSTORE_H
#define LOCKCTX_ENGINE_BUILDSTORE_H

#include "Engine/Store.h"
#include "Summary/Facts_generated.h"

namespace lockctx {

/// Puts \p Facts into the build store at \p Directory, which is made if it is not there; they replace those of an
/// earlier compilation of the same source to the same \p OutputFile.
llvm::Error addToBuildStore(llvm::StringRef Directory, const facts::TUT &Facts, llvm::StringRef OutputFile);

/// Whether \p Directory is a build store, or is not there yet; if not, it is a store of `lockctx extract`.
bool isBuildStore(llvm::StringRef Directory);

} // namespace lockctx

#endif
