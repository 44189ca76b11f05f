//===- HostFindings.h - Findings where the host has its sources -*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What the compiler plugin and the clang-tidy module have in common: from the host's syntax tree to findings at the
/// host's source locations.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PLUGIN_HOSTFINDINGS_H
#define LOCKCTX_PLUGIN_HOSTFINDINGS_H

#include "Engine/UnitCheck.h"
#include "clang/AST/ASTContext.h"

namespace lockctx {

struct HostFinding {
  struct Part {
    clang::SourceLocation Loc;
    std::string Text;
  };
  std::string RuleId;
  Part Warning;
  std::vector<Part> Notes;
  std::vector<clang::FixItHint> Fixes;
  std::string FixTitle; ///< "change spin_lock to spin_lock_bh, ..."
};

/// An editor parses the same file again and again, and offers a fix-it that mends several findings with each of them. A
/// compiler gives that with the first alone: what applies all fix-its takes the same one twice for a conflict.
enum class Host { Compiler, Editor };

/// \p Findings in the host's terms. Places in files that the host has not read are looked up, so that notes can stand
/// in them; where that fails, the text says the place.
std::vector<HostFinding> hostFindings(clang::ASTContext &Ctx, llvm::ArrayRef<UnitFinding> Findings, Host Kind);

/// The texts that the host has read, which for an editor are not the disk's; as long as \p Ctx lives.
SourceReader sourcesOf(clang::ASTContext &Ctx);

/// A copy of the main file's text, and the disk.
SourceReader mainFileOf(clang::ASTContext &Ctx);

} // namespace lockctx

#endif
