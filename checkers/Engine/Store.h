//===- Store.h - The facts of many TUs in a directory -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A store is a directory: one file of facts for each TU, and manifest.json, which lists them in order, with the TUs
/// that were lost and why. The manifest is written last and by renaming, so that a store without one is known to be
/// unfinished. That of a build store (BuildStore.h) lists nothing: all files of facts belong to it.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_STORE_H
#define LOCKCTX_ENGINE_STORE_H

#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace lockctx {

struct StoreEntry {
  std::string File;  ///< The TU's source file.
  std::string Facts; ///< File name in the store, or an absolute one; empty if the TU was lost.
  std::string Lost;  ///< Why.
  bool operator==(const StoreEntry &) const = default;
};

struct Store {
  std::string Directory, SourceRoot;
  std::vector<StoreEntry> Entries;
  bool Listed = true; ///< The manifest lists the entries; else it is a build store.

  static llvm::Expected<Store> open(llvm::StringRef Directory);
  /// Without the entries of a build store, which are in its directory: quick.
  static llvm::Expected<Store> readManifest(llvm::StringRef Directory);
  llvm::Error writeManifest() const;
  bool manifestExists() const;
  std::string pathOf(const StoreEntry &E) const;

private:
  llvm::Error findEntries();
};

/// Makes the directory of a store that a check writes, if it is not there. That of another user is refused: what is
/// read back from it, precompiled headers and reports, is believed. \p Option: what chooses another one.
llvm::Error makeStore(llvm::StringRef Directory, llvm::StringRef Option);

/// Where facts are kept from one check to the next unless the user says otherwise: below $XDG_CACHE_HOME.
std::string defaultStore();

/// The top of the kernel tree or repository that the first of \p Files is in, else the directory that all of them are
/// in, or "" if that is the root of the file system: paths in reports are relative to it. \p Files: absolute, not
/// empty.
std::string sourceRootOf(llvm::ArrayRef<llvm::StringRef> Files);

/// Where `lockctx diff` has the trees of two commits of \p Repository: a directory in that of the store.
std::string treesOf(llvm::StringRef Directory, llvm::StringRef Repository);

/// What is in a store, for `lockctx store`.
struct StoreUse {
  struct Part {
    size_t Count = 0;
    uint64_t Bytes = 0; ///< With what lies beside them.
  };
  Part Facts, Prefixes, Kept; ///< Kept: Kept.h
  Part Trees;                 ///< Counted by repository.
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
