//===- Digest.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Digest.h"
#include "Engine/Digest_generated.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <tuple>

using namespace llvm;

namespace lockctx {
namespace {

std::string pathIn(StringRef Directory) { return (Directory + "/digest.lcxd").str(); }

using Entries = flatbuffers::Vector<flatbuffers::Offset<digest::Entry>>;

auto pack(flatbuffers::FlatBufferBuilder &Builder, std::vector<DigestEntry> &From) {
  llvm::sort(From, [](const DigestEntry &A, const DigestEntry &B) {
    return std::tie(A.Name, A.File, A.Text) < std::tie(B.Name, B.File, B.Text);
  });
  std::vector<flatbuffers::Offset<digest::Entry>> To;
  for (const DigestEntry &E : From)
    To.push_back(digest::CreateEntryDirect(Builder, E.Name.c_str(), E.File.c_str(), E.Text.c_str()));
  return Builder.CreateVector(To);
}

StringRef text(const flatbuffers::String *S) { return S ? StringRef(S->c_str(), S->size()) : StringRef(); }

/// All entries of that name.
SmallVector<const digest::Entry *, 2> find(const Entries *In, StringRef Name) {
  SmallVector<const digest::Entry *, 2> Found;
  if (!In)
    return Found;
  auto At = std::lower_bound(In->begin(), In->end(), Name,
                             [](const digest::Entry *E, StringRef Name) { return text(E->name()) < Name; });
  for (; At != In->end() && text(At->name()) == Name; ++At)
    Found.push_back(*At);
  return Found;
}

std::string join(ArrayRef<const digest::Entry *> Found) {
  std::string Result;
  for (const digest::Entry *E : Found)
    Result += (Result.empty() ? "" : "\n\n") + text(E->text()).str();
  return Result;
}

} // namespace

Error writeDigest(StringRef Directory, std::vector<DigestEntry> Functions, std::vector<DigestEntry> Classes) {
  flatbuffers::FlatBufferBuilder Builder(1 << 16);
  auto F = pack(Builder, Functions);
  auto C = pack(Builder, Classes);
  digest::FinishDigestBuffer(Builder, digest::CreateDigest(Builder, kDigestVersion, F, C));
  return writeFile(pathIn(Directory),
                   StringRef(reinterpret_cast<const char *>(Builder.GetBufferPointer()), Builder.GetSize()));
}

Expected<Digest> Digest::open(StringRef Directory) {
  std::string Path = pathIn(Directory);
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return failure(Path + ": " + Buffer.getError().message() + "; run lockctx link " + Directory);
  const auto *Data = reinterpret_cast<const uint8_t *>((*Buffer)->getBufferStart());
  flatbuffers::Verifier Verifier(Data, (*Buffer)->getBufferSize(), /*max_depth=*/64, /*max_tables=*/1u << 30);
  if ((*Buffer)->getBufferSize() < 8 || !digest::DigestBufferHasIdentifier(Data) ||
      !digest::VerifyDigestBuffer(Verifier) || digest::GetDigest(Data)->version() != kDigestVersion)
    return failure(Path + ": damaged, or of another version; run lockctx link " + Directory);
  Digest Result;
  Result.Buffer = std::move(*Buffer);
  return std::move(Result);
}

std::string Digest::function(StringRef Name, StringRef File) const {
  auto Found = find(digest::GetDigest(Buffer->getBufferStart())->functions(), Name);
  if (auto Own = find_if(Found, [&](const digest::Entry *E) { return text(E->file()) == File; }); Own != Found.end())
    return text((*Own)->text()).str();
  return join(Found);
}

std::string Digest::lockClass(StringRef Name) const {
  return join(find(digest::GetDigest(Buffer->getBufferStart())->classes(), Name));
}

} // namespace lockctx
