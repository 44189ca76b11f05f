//===- KernelTree.h - A prepared kernel build directory ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_KERNELTREE_H
#define LOCKCTX_PROJECT_KERNELTREE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace lockctx {

/// Where a kernel is built and for what, as its configuration says. Plain data.
struct KernelTree {
  std::string BuildDir;  ///< Absolute: where make runs; holds include/config/auto.conf.
  std::string SourceDir; ///< Absolute: where the sources are; BuildDir itself, or what it was given with O=.
  std::string Arch;      ///< kbuild's ARCH ("x86", "arm64", "um"), "" if unknown.
  bool ConfiguredForClang = false;
  std::string CrossPrefix; ///< "aarch64-linux-gnu-" if it was configured for a gcc of that prefix.

  /// The tree at \p Dir: a source tree, an O= directory, or a distribution's headers (/lib/modules/VERSION/build).
  /// An error if nothing is there or it is not prepared; the text says how to prepare it.
  static llvm::Expected<KernelTree> open(llvm::StringRef Dir);

  /// The target that kbuild gives Clang for Arch (scripts/Makefile.clang); "" for this machine's own and for um.
  std::string target() const;
};

} // namespace lockctx

#endif
