//===- Digest.h - What an editor shows of a program ------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Texts about functions and lock classes, written into a store by `lockctx link` (whole or not at all) and looked up
/// by name without linking.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_DIGEST_H
#define LOCKCTX_ENGINE_DIGEST_H

#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace lockctx {

inline constexpr uint32_t kDigestVersion = 1;

struct DigestEntry {
  std::string Name, File, Text;
};

/// Sorts and writes them into the store at \p Directory.
llvm::Error writeDigest(llvm::StringRef Directory, std::vector<DigestEntry> Functions,
                        std::vector<DigestEntry> Classes);

/// A mapped digest.
class Digest {
public:
  static llvm::Expected<Digest> open(llvm::StringRef Directory);
  /// The text of a function; of several with that name, the one that is defined in \p File, else all of them.
  std::string function(llvm::StringRef Name, llvm::StringRef File) const;
  /// The text of a lock class, such as "struct queue.lock".
  std::string lockClass(llvm::StringRef Name) const;

private:
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
};

} // namespace lockctx

#endif
