//===- OutputFile.h - Files that are whole or not there ---------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_OUTPUTFILE_H
#define LOCKCTX_SUPPORT_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace lockctx {

/// Writes \p Contents to \p Path: under another name first, and renamed when it is whole, so that nobody ever sees half
/// of it and a full disk leaves what was there before. What is no regular file (a pipe, a device) is written to
/// directly. The error names the file.
llvm::Error writeFile(llvm::StringRef Path, llvm::StringRef Contents);

} // namespace lockctx

#endif
