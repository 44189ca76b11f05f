//===- Kept.cpp -----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Kept.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace lockctx {

static std::string hashOf(StringRef Text) { return utohexstr(xxh3_64bits(Text), true, 16); }

Kept::Kept(StringRef Directory, StringRef Question, StringRef State)
    : Path((Directory + "/kept-" + hashOf(Question)).str()),
      Head(("lockctx-kept 1 " + hashOf(Question) + " " + hashOf(State) + "\n")) {}

std::optional<std::vector<std::string>> Kept::read() const {
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  StringRef Text = Buffer ? (*Buffer)->getBuffer() : StringRef();
  size_t Size = 0;
  if (!Text.consume_front(Head) || Text.consumeInteger(10, Size) || !Text.consume_front(" "))
    return std::nullopt;
  auto [Hash, Packed] = Text.split('\n');
  if (Hash != hashOf(Packed))
    return std::nullopt;
  SmallVector<uint8_t, 0> Plain;
  if (compression::zstd::isAvailable()) {
    if (Error E = compression::zstd::decompress(arrayRefFromStringRef(Packed), Plain, Size)) {
      consumeError(std::move(E));
      return std::nullopt;
    }
    Packed = toStringRef(Plain);
  }
  std::vector<std::string> Answer;
  while (!Packed.empty()) {
    size_t Length = 0;
    if (Packed.consumeInteger(10, Length) || !Packed.consume_front(" ") || Packed.size() < Length)
      return std::nullopt;
    Answer.push_back(Packed.take_front(Length).str());
    Packed = Packed.drop_front(Length);
  }
  markUsed(Path);
  return Answer;
}

Error Kept::write(ArrayRef<std::string> Answer) const {
  std::string Plain;
  for (const std::string &S : Answer)
    Plain += std::to_string(S.size()) + " " + S;
  SmallVector<uint8_t, 0> Packed;
  StringRef Body = Plain;
  if (compression::zstd::isAvailable()) {
    compression::zstd::compress(arrayRefFromStringRef(Plain), Packed, compression::zstd::BestSpeedCompression);
    Body = toStringRef(Packed);
  }
  return writeFile(Path, (Head + Twine(Plain.size()) + " " + hashOf(Body) + "\n" + Body).str());
}

std::string fileStamp(StringRef File) {
  sys::fs::file_status Status;
  if (sys::fs::status(File, Status))
    return "";
  auto Time = Status.getLastModificationTime().time_since_epoch().count();
  return (Twine(Status.getSize()) + " " + Twine(static_cast<int64_t>(Time))).str();
}

std::string ownStamp() {
  std::string Own = sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&ownStamp));
  return Own + " " + fileStamp(Own);
}

void markUsed(StringRef File) {
  sys::fs::file_status Status;
  auto Now = std::chrono::system_clock::now();
  // Not each time: a run over many files looks at all of them.
  if (sys::fs::status(File, Status) || Status.getLastModificationTime() > Now - std::chrono::minutes(30))
    return;
  Expected<sys::fs::file_t> Open =
      sys::fs::openNativeFileForReadWrite(File, sys::fs::CD_OpenExisting, sys::fs::OF_None);
  if (!Open) {
    consumeError(Open.takeError());
    return;
  }
  (void)sys::fs::setLastAccessAndModificationTime(*Open, Now);
  sys::fs::closeFile(*Open);
}

} // namespace lockctx
