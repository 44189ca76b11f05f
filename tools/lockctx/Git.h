//===- Git.h - Commits and the trees they are -------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_GIT_H
#define LOCKCTX_TOOLS_GIT_H

#include "Project/TranslationUnit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

namespace lockctx {

/// What a git command prints; git's own message if it fails.
llvm::Expected<std::string> git(llvm::ArrayRef<llvm::StringRef> Arguments);

/// The top of the repository that \p Path is in.
llvm::Expected<std::string> repositoryOf(llvm::StringRef Path);

/// Makes \p Tree what \p Commit has, without a touch on the repository's own index and work tree. What is the same
/// already is not written again, so that facts of it stay valid.
llvm::Error checkOut(llvm::StringRef Repository, llvm::StringRef Commit, llvm::StringRef Tree);

/// Lets \p Units read from \p Tree what that has of \p Repository; generated headers stay where they are. Units whose
/// source it does not have are left out.
void readFromTree(std::vector<TranslationUnit> &Units, llvm::StringRef Repository, llvm::StringRef Tree);

} // namespace lockctx

#endif
