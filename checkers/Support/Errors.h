//===- Errors.h - Errors that carry their trail ----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Every fallible function returns llvm::Error or llvm::Expected. The place that detects a fault says what is wrong;
/// each layer above adds where it was: "file.yaml:3:7: unknown step 'aquire'".
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_ERRORS_H
#define LOCKCTX_SUPPORT_ERRORS_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace lockctx {

/// An error with this text.
llvm::Error failure(const llvm::Twine &Message);

/// \p E with "Where: " in front of its text.
llvm::Error inside(const llvm::Twine &Where, llvm::Error E);

} // namespace lockctx

#endif
