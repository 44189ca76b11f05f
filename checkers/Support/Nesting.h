//===- Nesting.h - Text that is nested too deeply to be read ---*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// LLVM's readers of JSON and YAML call themselves for what is nested, YAML's also for a comma that follows a comma,
/// and overflow the stack if there is enough of it. No file that somebody means has more than some ten levels.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_NESTING_H
#define LOCKCTX_SUPPORT_NESTING_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace lockctx {

/// As llvm::json::parse(); an error where \p Text is nested more than kMaxNesting levels deep.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef Text);

/// An error if YAML's reader might not come back from the \p Text of \p File.
llvm::Error checkYamlNesting(llvm::StringRef File, llvm::StringRef Text);

inline constexpr unsigned kMaxNesting = 500;

} // namespace lockctx

#endif
