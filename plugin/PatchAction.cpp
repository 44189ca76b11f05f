//===- PatchAction.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PatchAction.h"
#include "Fix/SourceText.h"
#include "OpenDocuments.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace lockctx {
namespace {

/// Places in a text, which the protocol counts from 0 and in UTF-16.
class Positions {
public:
  explicit Positions(StringRef Text) { Text.split(Lines, '\n'); }
  json::Object of(const SourceLocation &At, size_t Further = 0) const {
    StringRef Before = At.Line <= Lines.size() ? Lines[At.Line - 1].take_front(At.Column - 1 + Further) : "";
    SmallVector<UTF16, 128> Units;
    bool Valid = convertUTF8ToUTF16String(Before, Units);
    return json::Object{{"line", At.Line - 1}, {"character", int64_t(Valid ? Units.size() : Before.size())}};
  }

private:
  SmallVector<StringRef, 0> Lines;
};

/// The edits of \p F for an editor; null if the file is another one now.
json::Value editsOf(const DigestPatch::File &F) {
  auto Text = readFromDisk(F.Path);
  if (!Text || xxh3_64bits(Text->getBuffer()) != F.Hash)
    return nullptr;
  Positions In(Text->getBuffer());
  json::Array Edits;
  for (const TextEdit &E : F.Edits)
    Edits.push_back(json::Object{{"range", json::Object{{"start", In.of(E.At)}, {"end", In.of(E.At, E.Old.size())}}},
                                 {"newText", E.New}});
  return Edits;
}

/// \p P as a change of a workspace; null if it does not fit any more.
json::Value workspaceEdit(const DigestPatch &P, function_ref<bool(StringRef)> IsUnsaved) {
  json::Object Changes;
  for (const DigestPatch::File &F : P.Files) {
    json::Value Edits = IsUnsaved(F.Path) ? json::Value(nullptr) : editsOf(F);
    if (Edits.kind() == json::Value::Null)
      return nullptr;
    Changes[uriOf(F.Path)] = std::move(Edits);
  }
  return json::Object{{"changes", std::move(Changes)}};
}

} // namespace

json::Array patchActions(const Digest &From, StringRef File, const json::Array &Diagnostics,
                         function_ref<bool(StringRef)> IsUnsaved) {
  json::Array Actions;
  StringSet<> Offered;
  for (const json::Value &V : Diagnostics) {
    const json::Object *D = V.getAsObject();
    StringRef Rule = D ? D->getString("code").value_or("") : "";
    const json::Object *Range = D ? D->getObject("range") : nullptr;
    const json::Object *Start = Range ? Range->getObject("start") : nullptr;
    if (!Start || !Rule.consume_front("lockctx-"))
      continue;
    auto P = From.patch(Rule, File, Start->getInteger("line").value_or(-1) + 1);
    if (!P)
      continue;
    size_t Count = 0;
    for (const DigestPatch::File &F : P->Files)
      Count += F.Edits.size();
    std::string Title =
        formatv("convert all sites of {0}: {1} changes in {2} files", P->LockClass, Count, P->Files.size()).str();
    if (!Offered.insert(Title).second)
      continue;
    if (json::Value Edit = workspaceEdit(*P, IsUnsaved); Edit.kind() != json::Value::Null)
      Actions.push_back(json::Object{
          {"title", Title}, {"kind", "quickfix"}, {"diagnostics", json::Array{V}}, {"edit", std::move(Edit)}});
  }
  return Actions;
}

} // namespace lockctx
