//===- CompilerMessages.h - Findings as a compiler says them ---*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What the shells (compiler plugin, clang-tidy, clangd, kbuild's checker) show of a finding: one warning with notes.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_COMPILERMESSAGES_H
#define LOCKCTX_REPORT_COMPILERMESSAGES_H

#include "Model/Finding.h"

namespace lockctx {

struct CompilerMessage {
  struct Part {
    SourceLocation Loc;
    std::string Text; ///< One printable() line.
  };
  Part Warning;
  /// The other sites to change ("to be changed as well: ..."), then the steps of each witness chain.
  std::vector<Part> Notes;
};

/// \p F as said at \p At, one of its UnsafeSites.
CompilerMessage compilerMessage(const Finding &F, const FindingSite &At);

} // namespace lockctx

#endif
