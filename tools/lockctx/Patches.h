//===- Patches.h - Patches that were tried before they are offered -*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_PATCHES_H
#define LOCKCTX_TOOLS_PATCHES_H

#include "Engine/LinkedProgram.h"
#include "Extractor.h"

namespace lockctx {

/// Fills R.Patches and of each finding `Patch` or `NoFix`: proposes changes, parses the files that they change from an
/// overlay, analyses the program again, and keeps those patches after which their findings are gone, no other one is
/// new, and all files still parse. \p Units has the commands of the stores' entries, store by store; \p Parsing says
/// how they are parsed.
llvm::Error makePatches(Report &R, llvm::ArrayRef<Store> Stores, llvm::ArrayRef<TranslationUnit> Units,
                        const LinkedProgram &L, const Models &M, ExtractorOptions Parsing);

} // namespace lockctx

#endif
