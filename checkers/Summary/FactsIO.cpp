//===- FactsIO.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/mman.h>

using namespace llvm;

namespace lockctx {

/// Calls \p Use with the bytes of \p TU.
template <typename F> static auto withBytes(const facts::TUT &TU, F Use) {
  flatbuffers::FlatBufferBuilder Builder(1 << 16);
  facts::FinishTUBuffer(Builder, facts::TU::Pack(Builder, &TU));
  return Use(StringRef(reinterpret_cast<const char *>(Builder.GetBufferPointer()), Builder.GetSize()));
}

Error writeFacts(const facts::TUT &TU, StringRef Path) {
  return withBytes(TU, [&](StringRef Bytes) { return writeFile(Path, Bytes); });
}

FactsFile FactsFile::inMemory(const facts::TUT &TU) {
  FactsFile Result;
  Result.Buffer = withBytes(TU, [&](StringRef Bytes) { return MemoryBuffer::getMemBufferCopy(Bytes, TU.main_file); });
  Result.TU = facts::GetTU(Result.Buffer->getBufferStart());
  return Result;
}

Expected<FactsFile> FactsFile::open(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return failure(Path + ": " + Buffer.getError().message());
  const auto *Data = reinterpret_cast<const uint8_t *>((*Buffer)->getBufferStart());
  size_t Size = (*Buffer)->getBufferSize();
  if (Size < 8 || !facts::TUBufferHasIdentifier(Data))
    return failure(Path + ": not a file of facts");
  flatbuffers::Verifier Verifier(Data, Size, /*max_depth=*/64, /*max_tables=*/1u << 30);
  if (!facts::VerifyTUBuffer(Verifier))
    return failure(Path + ": damaged or cut off; delete it and extract again");
  FactsFile Result;
  Result.TU = facts::GetTU(Data);
  if (Result.TU->version() != kFactsVersion)
    return failure(Path + ": facts of version " + Twine(Result.TU->version()) + ", this lockctx reads version " +
                   Twine(kFactsVersion) + "; extract again");
  if (Error E = validateFacts(*Result.TU))
    return inside(Path + ": damaged; delete it and extract again", std::move(E));
  Result.Buffer = std::move(*Buffer);
  return std::move(Result);
}

void FactsFile::release() const {
  // MemoryBuffer::dontNeedIfMmap() asks posix_madvise(), which does nothing in glibc.
  if (Buffer->getBufferKind() == MemoryBuffer::MemoryBuffer_MMap)
    ::madvise(const_cast<char *>(Buffer->getBufferStart()), Buffer->getBufferSize(), MADV_DONTNEED);
}

} // namespace lockctx
