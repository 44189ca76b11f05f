//===- ShellWords.h - The simple commands of a shell line -------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads what make prints and what a compilation database holds: lines of POSIX shell. Nothing is expanded: a variable
/// or a command substitution stays in its word as it is spelled.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_SHELLWORDS_H
#define LOCKCTX_PROJECT_SHELLWORDS_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace lockctx {

/// The words of one simple command, unquoted. No redirections, no reserved words, no VARIABLE=value in front of it.
using ShellCommand = std::vector<std::string>;

/// Splits \p Line at `;`, `&`, `&&`, `|`, `||`, parentheses and newlines into its simple commands, the ones inside
/// `if`, `for`, `{` and the like included. Never fails: an open quote ends at the end of the line.
std::vector<ShellCommand> splitShell(llvm::StringRef Line);

} // namespace lockctx

#endif
