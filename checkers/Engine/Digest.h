//===- Digest.h - What an editor shows of a program ------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Texts about functions and lock classes, and changes of several files at once, written into a store by `lockctx link`
/// (whole or not at all) and looked up by name or place without linking.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_DIGEST_H
#define LOCKCTX_ENGINE_DIGEST_H

#include "Model/Finding.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <string>
#include <vector>

namespace lockctx {

struct Analysis;

inline constexpr uint32_t kDigestVersion = 3;

/// A lock class.
struct DigestEntry {
  std::string Name, File, Text;
};

/// A patch that changes several files, each of which has the text that the edits' places are of.
struct DigestPatch {
  struct File {
    std::string Path;
    uint64_t Hash; ///< xxh3 of that text.
    std::vector<TextEdit> Edits;
  };
  std::string LockClass;
  std::vector<File> Files;
};

/// Makes a digest and writes it.
class DigestBuilder {
public:
  /// Packs the contexts of all functions, which is most of the work.
  explicit DigestBuilder(const Analysis &A);
  ~DigestBuilder();
  /// Adds \p Classes and, of \p Proposed, the patches that change several files and the sites to change of their
  /// findings; writes it all into the store at \p Directory. To be called once.
  llvm::Error write(llvm::StringRef Directory, std::vector<DigestEntry> Classes, const Report &Proposed);

private:
  struct Packed;
  std::unique_ptr<Packed> All;
};

/// A mapped digest.
class Digest {
public:
  static llvm::Expected<Digest> open(llvm::StringRef Directory);
  /// The contexts of a function, as Markdown; of several with that name, the one that is defined in \p File, else all
  /// of them.
  std::string function(llvm::StringRef Name, llvm::StringRef File) const;
  /// The text of a lock class, such as "struct queue.lock".
  std::string lockClass(llvm::StringRef Name) const;
  /// The patch of several files that mends what \p RuleId finds at \p File:\p Line, if there is one.
  std::optional<DigestPatch> patch(llvm::StringRef RuleId, llvm::StringRef File, unsigned Line) const;

private:
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
};

} // namespace lockctx

#endif
