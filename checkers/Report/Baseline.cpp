//===- Baseline.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/Baseline.h"
#include "Report/JsonStream.h"
#include "Report/SourceNames.h"
#include "Support/Errors.h"
#include "Support/Nesting.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace llvm;

namespace lockctx {

static constexpr int kVersion = 1;

std::string Baseline::write(const Report &R) {
  std::string Text;
  raw_string_ostream OS(Text);
  SourceNames Names(R.SourceRoot);
  {
    JsonStream J(OS);
    J.object([&] {
      J.attribute("lockctx-baseline", kVersion);
      J.attributeArray("findings", [&] {
        for (const Finding &F : R.Findings)
          J.object([&] {
            J.text("fingerprint", F.Fingerprint);
            // For people; only fingerprints are read.
            J.text("ruleId", F.RuleId);
            if (!F.LockClass.empty())
              J.text("lockClass", F.LockClass);
            J.attributeArray("sites", [&] {
              for (const FindingSite &S : F.UnsafeSites)
                J.object([&] {
                  J.text("fingerprint", S.Fingerprint);
                  J.text("file", Names.path(S.Loc.File));
                  J.text("function", S.Function);
                });
            });
          });
      });
    });
    OS << "\n";
  }
  return Text;
}

Expected<Baseline> Baseline::read(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return failure(Path + ": " + Buffer.getError().message());
  auto Parsed = parseJson((*Buffer)->getBuffer());
  if (!Parsed)
    return inside(Path, Parsed.takeError());
  const json::Object *Root = Parsed->getAsObject();
  auto Version = Root ? Root->getInteger("lockctx-baseline") : std::nullopt;
  const json::Array *Findings = Root ? Root->getArray("findings") : nullptr;
  if (!Version || !Findings)
    return failure(Path + ": not a baseline; lockctx baseline -o FILE makes one");
  if (*Version != kVersion)
    return failure(Path + ": a baseline of version " + Twine(*Version) + ", this lockctx reads version " +
                   Twine(kVersion) + "; make a new one");
  Baseline B;
  for (const json::Value &V : *Findings) {
    const json::Object *F = V.getAsObject();
    auto Fingerprint = F ? F->getString("fingerprint") : std::nullopt;
    const json::Array *Sites = F ? F->getArray("sites") : nullptr;
    if (!Fingerprint || !Sites)
      return failure(Path + ": a finding without a fingerprint or sites");
    B.Findings.insert(*Fingerprint);
    for (const json::Value &S : *Sites) {
      const json::Object *Site = S.getAsObject();
      auto Own = Site ? Site->getString("fingerprint") : std::nullopt;
      if (!Own)
        return failure(Path + ": a site without a fingerprint");
      B.Sites.insert(*Own);
    }
  }
  return B;
}

void Baseline::apply(Report &R) const {
  BaselineCounts Counts;
  StringSet<> Now;
  for (Finding &F : R.Findings) {
    Now.insert(F.Fingerprint);
    bool Known = Findings.contains(F.Fingerprint);
    for (FindingSite &S : F.UnsafeSites)
      S.Known = Known && Sites.contains(S.Fingerprint);
    std::stable_partition(F.UnsafeSites.begin(), F.UnsafeSites.end(), [](const FindingSite &S) { return !S.Known; });
    ++(F.UnsafeSites.front().Known ? Counts.Unchanged : Counts.New);
  }
  for (const auto &Old : Findings)
    Counts.Fixed += !Now.contains(Old.getKey());
  llvm::erase_if(R.Findings, [](const Finding &F) { return F.UnsafeSites.front().Known; });
  R.Baseline = Counts;
}

} // namespace lockctx
