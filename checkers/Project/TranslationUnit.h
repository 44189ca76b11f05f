//===- TranslationUnit.h - One file and how it is compiled -----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_TRANSLATIONUNIT_H
#define LOCKCTX_PROJECT_TRANSLATIONUNIT_H

#include <string>
#include <vector>

namespace lockctx {

/// One compile command, made ready for Clang (see CommandMangler.h).
struct TranslationUnit {
  std::string Directory;              ///< Absolute; relative arguments are relative to it.
  std::string File;                   ///< Absolute, without . and ..
  std::vector<std::string> Arguments; ///< The compiler's name first; only what Clang understands.
};

} // namespace lockctx

#endif
