//===- PatchReport.cpp - Diffs for git apply ------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The patches of a Report one after the other, each on top of those before it. What is not diff, git apply and patch
/// pass over: what each one mends, and at the end why other findings have none.
///
//===----------------------------------------------------------------------===//

#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace lockctx;

Error lockctx::writePatch(const Report &R, const ReportOptions &Options, raw_ostream &OS) {
  if (Error E = checkReport(R))
    return E;
  SourceNames Names(R.SourceRoot);
  auto Headline = [&](const Finding &F) {
    return "# " + printable(Names.place(F.UnsafeSites.front().Loc)) + ": " + printable(plainHeadline(F)) + " [" +
           F.RuleId + ", " + F.Fingerprint + "]\n";
  };
  for (size_t I = 0; I < R.Patches.size(); ++I) {
    const Patch &P = R.Patches[I];
    if (Options.CommitMessage) {
      OS << "Subject: [PATCH " << I + 1 << "/" << R.Patches.size() << "] " << printable(P.Subject) << "\n\n";
      StringRef Rest = P.Message;
      while (!Rest.empty()) {
        auto [Line, After] = Rest.split('\n');
        OS << printable(Line) << "\n";
        Rest = After;
      }
      OS << "---\n";
    } else {
      OS << "# " << printable(P.LockClass) << "\n";
      for (const Finding &F : R.Findings)
        if (F.Patch == int(I))
          OS << Headline(F);
    }
    OS << P.Diff << "\n";
  }
  bool First = true;
  for (const Finding &F : R.Findings)
    if (F.Patch < 0 && !F.NoFix.empty()) {
      OS << (std::exchange(First, false) ? "# Without a patch:\n" : "") << Headline(F) << "#   "
         << printable(Names.text(F.NoFix)) << "\n";
    }
  return Error::success();
}
