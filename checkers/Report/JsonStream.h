//===- JsonStream.h - JSON that may be shown -------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What the JSON formats share. Strings keep all their characters (bytes that are not UTF-8 become U+FFFD), but those
/// that could act on a terminal are written as `\uXXXX`: JSON itself asks that only of the first 32.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_JSONSTREAM_H
#define LOCKCTX_REPORT_JSONSTREAM_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/JSON.h"

namespace lockctx {

class JsonStream : public llvm::json::OStream {
public:
  explicit JsonStream(llvm::raw_ostream &OS) : OStream(OS, /*IndentSize=*/2) {}
  /// A string value.
  void text(llvm::StringRef Value);
  void text(llvm::StringRef Key, llvm::StringRef Value);
};

struct Report;

/// The JSON report as one object, with the keys that \p More adds at its end.
void writeJsonWith(const Report &R, llvm::raw_ostream &OS, llvm::function_ref<void(JsonStream &)> More);

} // namespace lockctx

#endif
