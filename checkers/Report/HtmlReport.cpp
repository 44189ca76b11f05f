//===- HtmlReport.cpp - One file for a browser ----------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The page (Html/page.html) with its style, its script and the report as JSON inside. The JSON holds the lines around
/// all places that the report names, so that nothing else is needed. What comes from sources is data of the script,
/// which only ever makes text of it; in the file no `<` of it is left, so that none can end the data.
///
//===----------------------------------------------------------------------===//

#include "Report/HtmlParts.h"
#include "Report/JsonStream.h"
#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <set>

using namespace llvm;
using namespace lockctx;

namespace {

/// Lines shown before and after a place.
constexpr unsigned kAround = 12;

/// The lines around the report's places, by file as the JSON names it.
std::map<std::string, std::map<unsigned, std::string>> excerpts(const Report &R, const ReportOptions &Options) {
  SourceNames Names(R.SourceRoot);
  SourceLines Lines(Options.ReadSources);
  std::map<std::string, std::set<unsigned>> Wanted;
  auto Add = [&](const SourceLocation &L) {
    for (unsigned N = L.Line > kAround ? L.Line - kAround : 1; L.Line && N <= L.Line + kAround; ++N)
      Wanted[L.File].insert(N);
  };
  for (const Finding &F : R.Findings) {
    for (const auto *Sites : {&F.UnsafeSites, &F.SafeSites})
      for (const FindingSite &S : *Sites)
        Add(S.Loc);
    for (const WitnessChain &C : F.Chains)
      for (const ChainStep &S : C.Steps)
        Add(S.Loc);
  }
  std::map<std::string, std::map<unsigned, std::string>> Found;
  for (const auto &[File, Numbers] : Wanted)
    for (unsigned N : Numbers)
      if (auto Line = Lines.line({File, N, 1}))
        Found[Names.path(File)][N] = *Line;
  return Found;
}

} // namespace

Error lockctx::writeHtml(const Report &R, const ReportOptions &Options, raw_ostream &OS) {
  if (Error E = checkReport(R))
    return E;
  std::string Data;
  raw_string_ostream Stream(Data);
  writeJsonWith(R, Stream, [&](JsonStream &J) {
    SourceNames Names(R.SourceRoot);
    J.attributeArray("classes", [&] {
      for (const LockClassEntry &C : R.Classes)
        J.object([&] {
          J.text("name", C.Name);
          J.text("file", Names.path(C.File));
          J.text("usage", C.Usage);
          J.attribute("sites", C.Sites);
          J.attributeArray("contexts", [&] {
            for (const std::string &S : C.States)
              J.text(S);
          });
        });
    });
    J.attributeArray("dependencies", [&] {
      for (const auto &[Held, Taken] : R.Dependencies)
        J.array([&, Held = Held, Taken = Taken] {
          J.text(Held);
          J.text(Taken);
        });
    });
    J.attributeObject("sources", [&] {
      for (const auto &[File, Lines] : excerpts(R, Options))
        J.attributeObject(json::fixUTF8(File), [&, Lines = Lines] {
          for (const auto &[Number, Line] : Lines)
            J.text(std::to_string(Number), Line);
        });
    });
  });
  auto Put = [&](StringRef Text) {
    for (char C : Text)
      C == '<' ? OS << "\\u003c" : OS << C;
  };
  // Each part once, in order.
  StringRef Rest = kHtmlPage;
  for (StringRef Mark : {"%STYLE%", "%DATA%", "%SCRIPT%"}) {
    auto [Before, After] = Rest.split(Mark);
    OS << Before;
    if (Mark == "%DATA%")
      Put(Data);
    else
      OS << (Mark == "%STYLE%" ? kHtmlStyle : kHtmlScript);
    Rest = After;
  }
  OS << Rest;
  return Error::success();
}
