//===- CitedFiles.h - What the `source:` of a model names ------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ANNOTATIONS_CITEDFILES_H
#define LOCKCTX_ANNOTATIONS_CITEDFILES_H

#include "llvm/ADT/StringRef.h"
#include <vector>

namespace lockctx {

/// Files that a `source:` names ("crypto/internal.h crypto_yield"), relative to the kernel's sources: the first words
/// of its parts, without line numbers.
std::vector<llvm::StringRef> citedFiles(llvm::StringRef Source);

} // namespace lockctx

#endif
