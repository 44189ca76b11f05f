//===- Store.h - The facts of many TUs in a directory -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A store is a directory: one file of facts for each TU, and manifest.json, which lists them in order, with the TUs
/// that were lost and why. The manifest is written last and by renaming, so that a store without one is known to be
/// unfinished.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_STORE_H
#define LOCKCTX_TOOLS_STORE_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace lockctx {

struct StoreEntry {
  std::string File;  ///< The TU's source file.
  std::string Facts; ///< File name in the store, or an absolute one; empty if the TU was lost.
  std::string Lost;  ///< Why.
};

struct Store {
  std::string Directory, SourceRoot;
  std::vector<StoreEntry> Entries;

  static llvm::Expected<Store> open(llvm::StringRef Directory);
  llvm::Error writeManifest() const;
  std::string pathOf(const StoreEntry &E) const;
};

} // namespace lockctx

#endif
