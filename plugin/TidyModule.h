//===- TidyModule.h - What clangd knows of the module -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// An editor's parser takes its time for a file's headers. Meanwhile the file can be judged as it was saved.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PLUGIN_TIDYMODULE_H
#define LOCKCTX_PLUGIN_TIDYMODULE_H

#include "llvm/ADT/StringRef.h"

namespace lockctx {

/// Begins to judge \p Main as \p Store (empty: none) has it, with the options that were used last, or those that are
/// used if no configuration says otherwise. Comes back when the models are loaded.
void judgeAhead(llvm::StringRef Store, llvm::StringRef Main);

} // namespace lockctx

#endif
