//===- InputFile.h --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What libFuzzer made, as a file: the readers take a path. There is one file, in a directory of this process's.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_FUZZ_INPUTFILE_H
#define LOCKCTX_FUZZ_INPUTFILE_H

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <cstdlib>
#include <string>

namespace lockctx::fuzz {

/// The directory of the one file, which is removed at exit by tools/fuzz/run.
inline const std::string &directory() {
  static const std::string Path = [] {
    llvm::SmallString<64> Made;
    if (llvm::sys::fs::createUniqueDirectory("lockctx-fuzz", Made))
      abort();
    return std::string(Made);
  }();
  return Path;
}

/// Writes the input to \p Name in directory() and returns its path.
inline std::string file(const uint8_t *Data, size_t Size, llvm::StringRef Name = "input") {
  llvm::SmallString<64> Path(directory());
  llvm::sys::path::append(Path, Name);
  std::error_code Failed;
  llvm::raw_fd_ostream Out(Path, Failed);
  if (Failed)
    abort();
  Out.write(reinterpret_cast<const char *>(Data), Size);
  return std::string(Path);
}

/// An error is a good answer to bad input, as long as it says something.
inline void expectText(llvm::Error E) {
  if (E && llvm::toString(std::move(E)).empty())
    abort();
}

} // namespace lockctx::fuzz

#endif
