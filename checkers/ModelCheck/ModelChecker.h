//===- ModelChecker.h - The models against a real tree ----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Proves that what the models name is in a kernel tree, with the shape that they assume. Where a name is declared is
/// guessed from the headers' tokens and the entry's `source:`; what it is, Clang says, from a TU that includes these
/// headers, or the cited C file's own. Names that need another configuration are looked for with that configuration
/// forced upon their headers.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_MODELCHECK_MODELCHECKER_H
#define LOCKCTX_MODELCHECK_MODELCHECKER_H

#include "Annotations/Models.h"
#include "llvm/Support/Error.h"
#include <map>

namespace lockctx {

/// An entry that the tree contradicts.
struct Drift {
  std::string File; ///< Of the models.
  unsigned Line;
  std::string Text;
};

struct ModelReport {
  std::string Release; ///< Of the tree, as include/config/kernel.release says.
  std::vector<Drift> Drifts;
  /// How many names of each kind an annotation file has, by its path.
  struct Counts {
    unsigned Calls = 0, Fields = 0, Others = 0;
  };
  std::map<std::string, Counts> Entries;
  /// Names that are there as they should be; that are absent as the entry says (of another version or configuration);
  /// that the tree says nothing about: its version, or a configuration that does not compile the file.
  unsigned Right = 0, Elsewhere = 0, Undecided = 0;
};

/// Checks \p M against the prepared tree \p KernelDir. An error means that the tree could not be read.
llvm::Expected<ModelReport> checkModels(const Models &M, llvm::StringRef KernelDir);

} // namespace lockctx

#endif
