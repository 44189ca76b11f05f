//===- FactsIO.h - Facts of a TU on disk ------------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads and writes the FlatBuffers of Facts.fbs. Files are written under another name and renamed, so that a reader
/// never sees half of one; what is read is verified before anything in it is believed.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUMMARY_FACTSIO_H
#define LOCKCTX_SUMMARY_FACTSIO_H

#include "Summary/Facts_generated.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace lockctx {

/// To be raised with every change of Facts.fbs or of what its entries mean; other versions are refused.
inline constexpr uint32_t kFactsVersion = 7;

llvm::Error writeFacts(const facts::TUT &TU, llvm::StringRef Path);

/// The facts of one TU as mapped from its file, or as they would be in one.
class FactsFile {
public:
  static llvm::Expected<FactsFile> open(llvm::StringRef Path);
  static FactsFile inMemory(const facts::TUT &TU);
  const facts::TU &tu() const { return *TU; }
  llvm::StringRef bytes() const { return Buffer->getBuffer(); }
  /// Gives back the memory of what was read so far: it is read again from the file where it is looked at.
  void release() const;

private:
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  const facts::TU *TU = nullptr;
};

/// Whether every index in \p TU points to something; FactsFile::open() has seen to it.
llvm::Error validateFacts(const facts::TU &TU);

} // namespace lockctx

#endif
