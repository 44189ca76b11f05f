//===- PathFilter.h - The files a user's paths mean -------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A path on our command line may be a file or a directory, absolute, or relative to one of several directories: the
/// current one, the compilation database's, the kernel's source tree. It means the first of them where it exists and
/// has translation units below. `.` and what begins with `./` or `../` is relative to the current directory only.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_PATHFILTER_H
#define LOCKCTX_PROJECT_PATHFILTER_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

namespace lockctx {

/// \p Path, absolute (\p Base is in front of a relative one, the current directory in front of that) and without . and
/// .. in it. Links are not followed.
std::string absolutePath(llvm::StringRef Path, llvm::StringRef Base = "");

/// Whether \p File is \p Ancestor or below it; both as absolutePath gives them.
bool isBelow(llvm::StringRef File, llvm::StringRef Ancestor);

/// The existing absolute paths that \p Path may mean, best first; \p Bases come after the current directory.
std::vector<std::string> candidates(llvm::StringRef Path, llvm::ArrayRef<std::string> Bases);

/// Chooses translation units by path. Compares the paths as they are spelled, then with links followed.
class PathFilter {
public:
  explicit PathFilter(std::vector<std::string> Bases) : Bases(std::move(Bases)) {}

  /// The indices of those of \p Units that \p Path means, rising; none if there are none.
  std::vector<size_t> select(llvm::StringRef Path, llvm::ArrayRef<TranslationUnit> Units);

  /// Keeps those of \p Units that one of \p Paths means, in their order, and returns the paths that mean none. No path
  /// at all keeps everything.
  std::vector<std::string> apply(llvm::ArrayRef<std::string> Paths, std::vector<TranslationUnit> &Units);

private:
  std::vector<std::string> Bases;
  llvm::StringMap<std::string> RealDirectories;

  /// \p File with the links of its directory followed.
  std::string realFile(llvm::StringRef File);
};

} // namespace lockctx

#endif
