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
  std::string Facts; ///< File name in the store; empty if the TU was lost.
  std::string Lost;  ///< Why.
};

struct Store {
  std::string Directory, SourceRoot;
  std::vector<StoreEntry> Entries;

  static llvm::Expected<Store> open(llvm::StringRef Directory);
  llvm::Error writeManifest() const;
  std::string pathOf(const StoreEntry &E) const;
};

/// What is in a store, for `lockctx store`.
struct StoreUse {
  size_t Facts = 0, Prefixes = 0;
  uint64_t FactsBytes = 0, PrefixBytes = 0; ///< With what lies beside them.
};
llvm::Expected<StoreUse> measureStore(llvm::StringRef Directory);

/// Removes what lockctx has put there, and nothing else.
llvm::Error clearStore(llvm::StringRef Directory);
/// Removes what has not been used for longest until at most \p Limit bytes are left. What was used within an hour
/// stays: another run may be at it.
llvm::Error trimStore(llvm::StringRef Directory, uint64_t Limit);
/// Removes the prefixes: a store that is kept for its facts does not need them.
llvm::Error removePrefixes(llvm::StringRef Directory);

} // namespace lockctx

#endif
