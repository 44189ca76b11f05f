//===- Digest.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Digest.h"
#include "Engine/Digest_generated.h"
#include "Fix/SourceText.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"
#include <algorithm>
#include <map>
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

/// Nothing if \p P changes one file only, or one that cannot be read any more.
std::optional<flatbuffers::Offset<digest::Patch>> pack(flatbuffers::FlatBufferBuilder &Builder, const Patch &P) {
  std::map<std::string, std::vector<flatbuffers::Offset<digest::Edit>>> ByFile;
  for (const TextEdit &E : P.Edits)
    ByFile[E.At.File].push_back(
        digest::CreateEditDirect(Builder, E.At.Line, E.At.Column, E.Old.c_str(), E.New.c_str()));
  if (ByFile.size() < 2)
    return std::nullopt;
  std::vector<flatbuffers::Offset<digest::File>> Files;
  for (const auto &[Path, Edits] : ByFile) {
    auto Text = readFromDisk(Path);
    if (!Text)
      return std::nullopt;
    Files.push_back(digest::CreateFileDirect(Builder, Path.c_str(), xxh3_64bits(Text->getBuffer()), &Edits));
  }
  return digest::CreatePatchDirect(Builder, P.LockClass.c_str(), &Files);
}

auto keyOf(const digest::Site *S) { return std::tuple(text(S->file()), S->line(), text(S->rule())); }

} // namespace

Error writeDigest(StringRef Directory, std::vector<DigestEntry> Functions, std::vector<DigestEntry> Classes,
                  const Report &Proposed) {
  flatbuffers::FlatBufferBuilder Builder(1 << 16);
  auto F = pack(Builder, Functions);
  auto C = pack(Builder, Classes);
  std::vector<flatbuffers::Offset<digest::Patch>> Patches;
  std::vector<std::optional<uint32_t>> Index;
  for (const Patch &P : Proposed.Patches) {
    auto Packed = pack(Builder, P);
    Index.push_back(Packed ? std::optional<uint32_t>(Patches.size()) : std::nullopt);
    if (Packed)
      Patches.push_back(*Packed);
  }
  std::map<std::tuple<StringRef, unsigned, StringRef>, uint32_t> Places;
  for (const Finding &Of : Proposed.Findings)
    if (Of.Patch >= 0 && Index[Of.Patch])
      for (const FindingSite &S : Of.UnsafeSites)
        Places.try_emplace({S.Loc.File, S.Loc.Line, Of.RuleId}, *Index[Of.Patch]);
  std::vector<flatbuffers::Offset<digest::Site>> Sites;
  for (const auto &[Place, P] : Places) {
    auto &[File, Line, Rule] = Place;
    Sites.push_back(digest::CreateSite(Builder, Builder.CreateSharedString(File.data(), File.size()), Line,
                                       Builder.CreateSharedString(Rule.data(), Rule.size()), P));
  }
  auto P = Builder.CreateVector(Patches);
  auto S = Builder.CreateVector(Sites);
  digest::FinishDigestBuffer(Builder, digest::CreateDigest(Builder, kDigestVersion, F, C, P, S));
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

std::optional<DigestPatch> Digest::patch(StringRef RuleId, StringRef File, unsigned Line) const {
  const digest::Digest *D = digest::GetDigest(Buffer->getBufferStart());
  if (!D->sites() || !D->patches())
    return std::nullopt;
  std::tuple Key(File, Line, RuleId);
  auto At = std::lower_bound(D->sites()->begin(), D->sites()->end(), Key,
                             [](const digest::Site *S, const auto &Key) { return keyOf(S) < Key; });
  if (At == D->sites()->end() || keyOf(*At) != Key || At->patch() >= D->patches()->size())
    return std::nullopt;
  const digest::Patch *P = D->patches()->Get(At->patch());
  DigestPatch Result;
  Result.LockClass = text(P->lock_class()).str();
  if (!P->files())
    return std::nullopt;
  for (const digest::File *F : *P->files()) {
    DigestPatch::File &To = Result.Files.emplace_back();
    To.Path = text(F->path()).str();
    To.Hash = F->hash();
    if (F->edits())
      for (const digest::Edit *E : *F->edits())
        To.Edits.push_back({{To.Path, E->line(), E->column()}, text(E->before()).str(), text(E->after()).str()});
  }
  return Result;
}

} // namespace lockctx
