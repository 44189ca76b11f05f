//===- Digest.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Digest.h"
#include "Engine/Digest_generated.h"
#include "Fix/SourceText.h"
#include "Program/Analysis.h"
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

/// A pop-up is small: longer lists end with a count.
constexpr size_t kMost = 12;

/// The contexts of all functions, as chains that share their beginnings.
class ContextPacker {
public:
  ContextPacker(flatbuffers::FlatBufferBuilder &Builder, const Analysis &A)
      : Builder(Builder), A(A), Contexts(*A.Contexts), Index(A.P.Functions.size()), StepOf(Contexts.variants().size()) {
  }

  auto functions() {
    std::vector<FuncId> Sorted;
    for (FuncId F = 0; F < A.P.Functions.size(); ++F)
      if (!A.P.Functions[F].Initializer)
        Sorted.push_back(F);
    auto FileOf = [&](FuncId F) {
      FileId File = A.P.Functions[F].At.File;
      return File == kNone ? StringRef() : A.P.T.Files[File];
    };
    stable_sort(Sorted, [&](FuncId X, FuncId Y) {
      return std::tuple(A.P.nameOf(X), FileOf(X)) < std::tuple(A.P.nameOf(Y), FileOf(Y));
    });
    for (uint32_t I = 0; I < Sorted.size(); ++I)
      Index[Sorted[I]] = I;
    std::vector<flatbuffers::Offset<digest::Function>> Packed;
    for (FuncId F : Sorted)
      Packed.push_back(function(F));
    return Builder.CreateVector(Packed);
  }

  auto steps() { return Builder.CreateVectorOfStructs(Steps); }

  auto starts() {
    std::vector<flatbuffers::Offset<digest::Start>> Packed;
    auto Add = [&](StringRef Context, StringRef How) {
      Packed.push_back(digest::CreateStart(Builder, Builder.CreateSharedString(Context.data(), Context.size()),
                                           Builder.CreateSharedString(How.data(), How.size())));
    };
    for (const EntryPoint &E : Contexts.entryPoints())
      Add(E.Context->Name, E.How);
    Add("unknown", "no caller is known; what it calls needs this state");
    return Builder.CreateVector(Packed);
  }

  auto files() {
    std::vector<flatbuffers::Offset<flatbuffers::String>> Packed;
    for (FileId Id = 0; Id < A.P.T.Files.size(); ++Id)
      Packed.push_back(Builder.CreateString(A.P.T.Files[Id].data(), A.P.T.Files[Id].size()));
    return Builder.CreateVector(Packed);
  }

private:
  flatbuffers::Offset<digest::Function> function(FuncId F) {
    std::vector<uint32_t> Shown;
    uint32_t More = 0;
    for (VariantId V : Contexts.variantsOf(F))
      for (unsigned C = 0; C < kKnownCertainties; ++C)
        for (unsigned I = 0; I < MachineState::kCount; ++I) {
          if (!(Contexts.variants()[V].Entered.states(static_cast<Certainty>(C)) >> I & 1))
            continue;
          if (Shown.size() < kMost)
            Shown.push_back(step(V, I, static_cast<Certainty>(C)));
          else
            ++More;
        }
    StringRef Name = A.P.nameOf(F);
    auto PackedName = Builder.CreateString(Name.data(), Name.size());
    auto PackedSteps = Builder.CreateVector(Shown);
    return digest::CreateFunction(Builder, PackedName, A.P.Functions[F].At.File, PackedSteps, More);
  }

  uint32_t &numberOf(VariantId V, unsigned State, Certainty C) {
    auto &Known = StepOf[V];
    uint8_t Bit = static_cast<unsigned>(C) * MachineState::kCount + State;
    auto It = llvm::find_if(Known, [&](const auto &X) { return X.first == Bit; });
    return It != Known.end() ? It->second : Known.emplace_back(Bit, kNone).second;
  }

  /// The step at which \p V is entered so, after those before it.
  uint32_t step(VariantId V, unsigned State, Certainty C) {
    SmallVector<std::pair<VariantId, unsigned>, 16> Chain{{V, State}};
    uint32_t From = kNone;
    for (;;) {
      From = numberOf(Chain.back().first, Chain.back().second, C);
      if (From != kNone) {
        Chain.pop_back();
        break;
      }
      const Origin &O = Contexts.origin(Chain.back().first, Chain.back().second, C);
      if (O.Caller == kNone)
        break;
      Chain.push_back({O.Caller, O.CallerState});
    }
    for (auto [At, In] : reverse(Chain)) {
      const Origin &O = Contexts.origin(At, In, C);
      uint32_t Mine = Steps.size();
      Place Call;
      if (O.Caller != kNone)
        Call = A.P.Functions[Contexts.variants()[O.Caller].Function].Events[O.EventIndex].At;
      uint32_t Start = O.Entry == kNone ? Contexts.entryPoints().size() : O.Entry;
      Steps.emplace_back(Index[Contexts.variants()[At].Function], O.Caller == kNone ? Mine : From, Call.File, Call.Line,
                         Start, In, static_cast<uint8_t>(C));
      From = numberOf(At, In, C) = Mine;
    }
    return From;
  }

  flatbuffers::FlatBufferBuilder &Builder;
  const Analysis &A;
  const ContextPropagation &Contexts;
  std::vector<uint32_t> Index; ///< Of a function in the digest.
  std::vector<digest::Step> Steps;
  std::vector<SmallVector<std::pair<uint8_t, uint32_t>, 1>> StepOf; ///< By variant and bit.
};

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
template <typename T>
SmallVector<const T *, 2> find(const flatbuffers::Vector<flatbuffers::Offset<T>> *In, StringRef Name) {
  SmallVector<const T *, 2> Found;
  if (!In)
    return Found;
  auto At =
      std::lower_bound(In->begin(), In->end(), Name, [](const T *E, StringRef Name) { return text(E->name()) < Name; });
  for (; At != In->end() && text(At->name()) == Name; ++At)
    Found.push_back(*At);
  return Found;
}

/// An element of a list, or null; what is damaged has any index.
template <typename Vector> auto at(const Vector *All, uint32_t I) {
  return All && I < All->size() ? All->Get(I) : nullptr;
}

StringRef fileAt(const digest::Digest *D, uint32_t I) { return text(at(D->files(), I)); }

StringRef nameAt(const digest::Digest *D, uint32_t I) {
  const digest::Function *F = at(D->functions(), I);
  return F ? text(F->name()) : StringRef();
}

/// One context of a function: the last step of a chain.
std::string textOf(const digest::Digest *D, const digest::Step *Last) {
  SmallVector<const digest::Step *, 16> Chain{Last};
  while (Chain.back()->from() < static_cast<uint32_t>(Chain.back() - D->steps()->Get(0)))
    Chain.push_back(D->steps()->Get(Chain.back()->from()));
  const digest::Step *First = Chain.pop_back_val();
  const digest::Start *Start = at(D->starts(), First->start());
  auto Sure = static_cast<Certainty>(std::min<unsigned>(Last->sure(), kKnownCertainties - 1));
  std::string State = MachineState::fromIndex(std::min<unsigned>(Last->state(), MachineState::kCount - 1)).describe();
  std::string Text = "\n- **" + State + (Sure == Certainty::Always ? "" : std::string(" (") + name(Sure) + ")") +
                     "**: `" + nameAt(D, First->function()).str() + "()`";
  if (Start)
    Text += (", entered in " + text(Start->context()) + " (" + text(Start->how()) + ")").str();
  for (const digest::Step *S : reverse(Chain)) {
    StringRef File = fileAt(D, S->file());
    if (StringRef Root = text(D->root()); !Root.empty() && File.consume_front(Root))
      File.consume_front("/");
    Text += (" → `" + nameAt(D, S->function()) + "()` " + File + ":" + Twine(S->line())).str();
  }
  return Text;
}

std::string textOf(const digest::Digest *D, const digest::Function *F) {
  StringRef Name = text(F->name());
  if (!F->contexts() || F->contexts()->size() == 0)
    return ("**lockctx**: nothing is known of what calls `" + Name + "()`").str();
  std::string Text = ("**lockctx**: `" + Name + "()` runs in\n").str();
  for (uint32_t I : *F->contexts())
    if (const digest::Step *S = at(D->steps(), I))
      Text += textOf(D, S);
  if (F->more())
    Text += "\n- and " + std::to_string(F->more()) + " more";
  return Text;
}

std::string textOf(const digest::Digest *, const digest::Entry *E) { return text(E->text()).str(); }

template <typename T> std::string join(const digest::Digest *D, ArrayRef<const T *> Found) {
  std::string Result;
  for (const T *E : Found)
    Result += (Result.empty() ? "" : "\n\n") + textOf(D, E);
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

struct DigestBuilder::Packed {
  explicit Packed(const Analysis &A) : Contexts(Builder, A) {}
  flatbuffers::FlatBufferBuilder Builder{1 << 16};
  ContextPacker Contexts;
  // In this order: the first says which there are of the others.
  decltype(Contexts.functions()) Functions = Contexts.functions();
  decltype(Contexts.steps()) Steps = Contexts.steps();
  decltype(Contexts.starts()) Starts = Contexts.starts();
  decltype(Contexts.files()) Files = Contexts.files();
};

DigestBuilder::DigestBuilder(const Analysis &A) : All(std::make_unique<Packed>(A)) {}
DigestBuilder::~DigestBuilder() = default;

Error DigestBuilder::write(StringRef Directory, std::vector<DigestEntry> Classes, const Report &Proposed) {
  flatbuffers::FlatBufferBuilder &Builder = All->Builder;
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
  auto Root = Builder.CreateString(Proposed.SourceRoot);
  digest::FinishDigestBuffer(Builder, digest::CreateDigest(Builder, kDigestVersion, Root, All->Files, All->Starts,
                                                           All->Steps, All->Functions, C, P, S));
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
  const digest::Digest *D = digest::GetDigest(Buffer->getBufferStart());
  auto Found = find(D->functions(), Name);
  auto Own = find_if(Found, [&](const digest::Function *F) { return fileAt(D, F->file()) == File; });
  return Own != Found.end() ? textOf(D, *Own) : join<digest::Function>(D, Found);
}

std::string Digest::lockClass(StringRef Name) const {
  const digest::Digest *D = digest::GetDigest(Buffer->getBufferStart());
  return join<digest::Entry>(D, find(D->classes(), Name));
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
