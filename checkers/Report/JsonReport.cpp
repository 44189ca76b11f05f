//===- JsonReport.cpp - Every field of every finding ----------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A Report as it is (Model/Finding.h), one object per finding, in the order of the ranking. docs/json-format.md is the
/// reference and changes with this file. `version` goes up when a key is removed or changes its meaning; new keys may
/// come without. Paths are relative to sourceRoot below it, in free text too. All keys are always there; what does not
/// apply is an empty string or list, or 0.
///
///   {"version", "tool": {"name", "version"}, "sourceRoot",
///    "rules": [{"id", "description"}],
///    "findings": [{"ruleId", "level", "confidence", "initOnly", "guesses", "headline", "message",
///                  "lockClass", "lockClassFile", "lockClassUsage", "safeClass", "safeClassFile", "safeClassUsage",
///                  "unsafeSites", "safeSites": [{"file", "line", "column", "function", "code", "state",
///                                                "fingerprint", "known"}],
///                  "chains": [{"title", "otherSite", "steps": [{"file", "line", "column", "function", "what", "state",
///                                                               "held", "guess"}]}],
///                  "scenario", "document", "fingerprint", "patch", "noFix"}],
///    "patches": [{"lockClass", "subject", "message", "diff", "edits": [{"file", "line", "column", "old", "new"}]}],
///    "suppressions": [{"ruleId", "lockClass", "file", "line", "column", "function", "fingerprint", "reason",
///    "owner"}], "notes": [string], "baseline": {"given", "new", "fixed", "unchanged"}, "coverage":
///    {"translationUnits": {"whole", "partial", "lost", "partialReasons", "lostReasons"},
///                 "functions", "knownContext", "reachable", "reachableKnown", "indirectCalls", "resolvedIndirect",
///                 "lockClasses", "lockSites", "unknownLockSites"}}
///
//===----------------------------------------------------------------------===//

#include "Report/JsonStream.h"
#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "Support/Version.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace lockctx;

namespace {

constexpr int kFormatVersion = 1;

class Writer {
public:
  Writer(const Report &R, raw_ostream &OS, function_ref<void(JsonStream &)> More)
      : R(R), Names(R.SourceRoot), J(OS), More(More) {}
  void write();

private:
  void text(StringRef Key, StringRef Value) { J.text(Key, Value); }
  void prose(StringRef Key, StringRef Value) { text(Key, Names.text(Value)); }
  void place(const SourceLocation &Loc) {
    text("file", Names.path(Loc.File));
    J.attribute("line", Loc.Line);
    J.attribute("column", Loc.Column);
  }
  void list(StringRef Key, const std::vector<std::string> &Values) {
    J.attributeArray(Key, [&] {
      for (const std::string &V : Values)
        J.text(Names.text(V));
    });
  }
  void sites(StringRef Key, const std::vector<FindingSite> &Sites);
  void chain(const WitnessChain &C);
  void finding(const Finding &F);
  void patch(const Patch &P);
  void suppressions();
  void coverage();

  const Report &R;
  SourceNames Names;
  JsonStream J;
  function_ref<void(JsonStream &)> More;
};

} // namespace

void Writer::sites(StringRef Key, const std::vector<FindingSite> &Sites) {
  J.attributeArray(Key, [&] {
    for (const FindingSite &S : Sites)
      J.object([&] {
        place(S.Loc);
        text("function", S.Function);
        text("code", S.Code);
        text("state", S.State);
        text("fingerprint", S.Fingerprint);
        J.attribute("known", S.Known);
      });
  });
}

void Writer::chain(const WitnessChain &C) {
  J.object([&] {
    prose("title", C.Title);
    J.attribute("otherSite", C.OtherSite);
    J.attributeArray("steps", [&] {
      for (const ChainStep &S : C.Steps)
        J.object([&] {
          place(S.Loc);
          text("function", S.Function);
          prose("what", S.What);
          text("state", S.State);
          prose("held", S.Held);
          text("guess", S.Guess);
        });
    });
  });
}

void Writer::finding(const Finding &F) {
  J.object([&] {
    text("ruleId", F.RuleId);
    text("level", name(F.Level));
    text("confidence", name(F.Sure));
    J.attribute("initOnly", F.InitOnly);
    J.attribute("guesses", F.guesses());
    prose("headline", F.Headline);
    prose("message", F.Message);
    text("lockClass", F.LockClass);
    text("lockClassFile", Names.path(F.LockClassFile));
    text("lockClassUsage", F.LockClassUsage);
    text("safeClass", F.SafeClass);
    text("safeClassFile", Names.path(F.SafeClassFile));
    text("safeClassUsage", F.SafeClassUsage);
    sites("unsafeSites", F.UnsafeSites);
    sites("safeSites", F.SafeSites);
    J.attributeArray("chains", [&] {
      for (const WitnessChain &C : F.Chains)
        chain(C);
    });
    list("scenario", F.Scenario);
    prose("document", F.Document);
    text("fingerprint", F.Fingerprint);
    J.attribute("patch", F.Patch);
    prose("noFix", F.NoFix);
  });
}

void Writer::patch(const Patch &P) {
  J.object([&] {
    text("lockClass", P.LockClass);
    text("subject", P.Subject);
    text("message", P.Message);
    text("diff", P.Diff);
    J.attributeArray("edits", [&] {
      for (const TextEdit &E : P.Edits)
        J.object([&] {
          place(E.At);
          text("old", E.Old);
          text("new", E.New);
        });
    });
  });
}

void Writer::suppressions() {
  J.attributeArray("suppressions", [&] {
    for (const Suppressed &S : R.Suppressions)
      J.object([&] {
        text("ruleId", S.RuleId);
        text("lockClass", S.LockClass);
        place(S.Site.Loc);
        text("function", S.Site.Function);
        text("fingerprint", S.Site.Fingerprint);
        text("reason", S.Reason);
        text("owner", S.Owner);
      });
  });
}

void Writer::coverage() {
  const Coverage &C = R.Seen;
  J.attributeObject("coverage", [&] {
    J.attributeObject("translationUnits", [&] {
      J.attribute("whole", C.Whole);
      J.attribute("partial", C.Partial);
      J.attribute("lost", C.Lost);
      list("partialReasons", C.PartialReasons);
      list("lostReasons", C.LostReasons);
    });
    J.attribute("functions", C.Functions);
    J.attribute("knownContext", C.KnownContext);
    J.attribute("reachable", C.Reachable);
    J.attribute("reachableKnown", C.ReachableKnown);
    J.attribute("indirectCalls", C.IndirectCalls);
    J.attribute("resolvedIndirect", C.ResolvedIndirect);
    J.attribute("lockClasses", C.LockClasses);
    J.attribute("lockSites", C.LockSites);
    J.attribute("unknownLockSites", C.UnknownLockSites);
  });
}

void Writer::write() {
  J.object([&] {
    J.attribute("version", kFormatVersion);
    J.attributeObject("tool", [&] {
      text("name", "lockctx");
      text("version", kVersion);
    });
    text("sourceRoot", R.SourceRoot);
    J.attributeArray("rules", [&] {
      for (const auto &[Id, Description] : R.Rules)
        J.object([&] {
          text("id", Id);
          text("description", Description);
        });
    });
    J.attributeArray("findings", [&] {
      for (const Finding &F : R.Findings)
        finding(F);
    });
    J.attributeArray("patches", [&] {
      for (const Patch &P : R.Patches)
        patch(P);
    });
    suppressions();
    list("notes", R.Notes);
    BaselineCounts Counts = R.Baseline.value_or(BaselineCounts{unsigned(R.Findings.size()), 0, 0});
    J.attributeObject("baseline", [&] {
      J.attribute("given", R.Baseline.has_value());
      J.attribute("new", Counts.New);
      J.attribute("fixed", Counts.Fixed);
      J.attribute("unchanged", Counts.Unchanged);
    });
    coverage();
    More(J);
  });
}

void lockctx::writeJsonWith(const Report &R, raw_ostream &OS, function_ref<void(JsonStream &)> More) {
  Writer(R, OS, More).write();
}

Error lockctx::writeJson(const Report &R, const ReportOptions &, raw_ostream &OS) {
  if (Error E = checkReport(R))
    return E;
  writeJsonWith(R, OS, [](JsonStream &) {});
  OS << '\n';
  return Error::success();
}
