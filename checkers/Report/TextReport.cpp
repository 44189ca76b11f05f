//===- TextReport.cpp - For a terminal and a mailing list -----------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The order of a finding is that of a lockdep report, which its readers know: headline, lock classes with their usage
/// bits, how each side comes about, the scenario; then what lockdep cannot say: which sites to change. The first line
/// is in the compilers' style, for editors.
///
//===----------------------------------------------------------------------===//

#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "Report/TextLayout.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <array>
#include <map>

using namespace llvm;
using namespace lockctx;

namespace {

/// Lists longer than these end with a count of the rest; the other formats have all.
constexpr size_t kSafeSites = 10, kReasons = 10;

std::string count(size_t N, StringRef Noun) { return (Twine(N) + " " + Noun + (N == 1 ? "" : "s")).str(); }

std::string share(unsigned Part, unsigned Whole) {
  if (!Whole)
    return "none seen";
  return (Twine(Part) + " of " + Twine(Whole) + " (" + Twine(uint64_t(Part) * 100 / Whole) + "%)").str();
}

/// "{+.-.}" in lockdep's words: "HARDIRQ-ON-W, IN-SOFTIRQ-W". Its four places are hardirq, hardirq of readers, softirq,
/// softirq of readers.
std::string usageBits(StringRef Usage) {
  if (!Usage.consume_front("{") || !Usage.consume_back("}") || Usage.size() != 4)
    return "";
  SmallVector<std::string, 8> Bits;
  for (unsigned I = 0; I < 4; ++I) {
    std::string Irq = I < 2 ? "HARDIRQ" : "SOFTIRQ", Access = I % 2 ? "-R" : "-W";
    if (Usage[I] == '-' || Usage[I] == '?')
      Bits.push_back("IN-" + Irq + Access);
    if (Usage[I] == '+' || Usage[I] == '?')
      Bits.push_back(Irq + "-ON" + Access);
  }
  return join(Bits, ", ");
}

/// What of the state \p Now is not in \p Before: "BHs off". All of it if the context differs.
std::string change(StringRef Before, StringRef Now) {
  SmallVector<StringRef, 4> Old, New, Changed;
  Before.split(Old, ", ");
  Now.split(New, ", ");
  if (Old.size() != New.size() || Old.front() != New.front())
    return Now.str();
  for (size_t I = 0; I < New.size(); ++I)
    if (Old[I] != New[I])
      Changed.push_back(New[I]);
  return join(Changed, ", ");
}

class Writer {
public:
  Writer(const Report &R, const ReportOptions &Options, raw_ostream &OS)
      : R(R), Full(Options.Full), Names(R.SourceRoot), Lines(Options.ReadSources),
        Out(OS, Options.Width, Options.Color) {}
  void write();

private:
  void finding(const Finding &F, size_t Number);
  void group(const Finding &F);
  void lockClasses(const Finding &F);
  void chain(const Finding &F, const WitnessChain &C);
  void scenario(const Finding &F);
  void sites(const std::vector<FindingSite> &Sites, size_t Most, bool Safe);
  bool source(const Finding &F, const SourceLocation &Loc, unsigned Indent);
  void counts();
  void coverage();
  void reasons(const std::vector<std::string> &Reasons, StringRef What);

  void patch(const Finding &F);

  const Report &R;
  bool Full;
  SourceNames Names;
  SourceLines Lines;
  TextLayout Out;
};

} // namespace

/// A line over each group of findings, where there are several: certain ones, those with guesses, init code.
void Writer::group(const Finding &F) {
  Out.line(0,
           F.InitOnly                     ? "==== only while a module is set up or torn down ===="
           : F.Sure == Confidence::High   ? "==== high confidence ===="
           : F.Sure == Confidence::Medium ? "==== medium confidence ===="
                                          : "==== low confidence ====",
           Tone::Strong);
  Out.blank();
}

/// The line of \p Loc, all of the site's code underlined if it is one of the finding's.
bool Writer::source(const Finding &F, const SourceLocation &Loc, unsigned Indent) {
  std::optional<std::string> Line = Lines.line(Loc);
  if (!Line)
    return false;
  StringRef Code;
  for (const auto *Sites : {&F.UnsafeSites, &F.SafeSites})
    for (const FindingSite &S : *Sites)
      if (S.Loc == Loc)
        Code = S.Code;
  Out.source(Indent, Loc.Line, *Line, Loc.Column, Code);
  return true;
}

void Writer::lockClasses(const Finding &F) {
  auto One = [&](unsigned Indent, StringRef Arrow, StringRef Class, StringRef Usage, StringRef File) {
    Out.line(Indent, {{Tone::Plain, Arrow.str()}, {Tone::Strong, Class.str()}, {Tone::Plain, " " + Usage.str()}});
    std::string About = usageBits(Usage);
    if (!File.empty())
      About += (About.empty() ? "defined in " : "; defined in ") + Names.path(File);
    unsigned Below = Indent + Arrow.size() + 2;
    if (!About.empty())
      Out.words(Below, Below, About);
  };
  if (F.LockClass.empty())
    return;
  Out.blank();
  if (F.SafeClass.empty()) {
    Out.line(2, "lock class:", Tone::Strong);
    One(4, "", F.LockClass, F.LockClassUsage, F.LockClassFile);
    return;
  }
  Out.line(2, "lock classes, in the order in which they are taken:", Tone::Strong);
  One(7, "", F.SafeClass, F.SafeClassUsage, F.SafeClassFile);
  One(4, "-> ", F.LockClass, F.LockClassUsage, F.LockClassFile);
}

void Writer::chain(const Finding &F, const WitnessChain &C) {
  Out.blank();
  Out.words(2, 4, Names.text(C.Title) + ":", Tone::Strong);
  std::vector<Row> Rows;
  std::string State, Held;
  const ChainStep *Before = nullptr;
  for (const ChainStep &S : C.Steps) {
    SmallVector<std::string, 2> Now;
    if (!S.State.empty() && S.State != State)
      Now.push_back(change(State, S.State));
    if (S.Held != Held && !S.Held.empty())
      Now.push_back("holding " + Names.text(S.Held));
    else if (S.Held != Held && Before->Function == S.Function)
      // Only what a function has released itself is gone for sure.
      Now.push_back("nothing held");
    if (!Now.empty())
      Rows.push_back({{}, "[" + join(Now, "; ") + "]"});
    // The function is named where the step before does not say that it is called.
    bool Known = Before && (S.Function == Before->Function || StringRef(Before->What).contains(S.Function));
    std::string Who = Known || S.Function.empty() ? "" : S.Function + "(): ";
    Rows.push_back(
        {{Names.place(S.Loc), Who + Names.text(S.What) + (S.Guess.empty() ? "" : " (a guess: " + S.Guess + ")")}});
    Before = &S;
    if (!S.State.empty())
      State = S.State;
    Held = S.Held;
    if (Full) { // each step with its line
      Out.table(4, Rows);
      Rows.clear();
      source(F, S.Loc, 6);
    }
  }
  Out.table(4, Rows);
  if (!Full && C.Steps.back().Loc != F.UnsafeSites.front().Loc)
    source(F, C.Steps.back().Loc, 6);
}

/// As the rule drew it; what lockdep prints around every such drawing need not be in it.
void Writer::scenario(const Finding &F) {
  auto Has = [&](StringRef Text) { return any_of(F.Scenario, [&](StringRef L) { return L.contains(Text); }); };
  if (F.Scenario.empty())
    return;
  Out.blank();
  if (!Has("scenario:")) {
    Out.line(2, Has("CPU1") && Has("<Interrupt>") ? " Possible interrupt unsafe locking scenario:"
                                                  : " Possible unsafe locking scenario:");
    Out.blank();
  }
  for (const std::string &Line : F.Scenario)
    Line.empty() ? Out.blank() : Out.line(2, Line);
  if (!Has("DEADLOCK")) {
    Out.blank();
    Out.line(2, " *** DEADLOCK ***");
  }
}

void Writer::sites(const std::vector<FindingSite> &Sites, size_t Most, bool Safe) {
  std::vector<Row> Rows;
  StringRef State;
  for (const FindingSite &S : ArrayRef(Sites).take_front(Most)) {
    if (S.State != State && !S.State.empty())
      Rows.push_back({{}, "[" + S.State + "]"});
    State = S.State;
    Rows.push_back({{Names.place(S.Loc), S.Function, S.Code + (R.Baseline && !S.Known && !Safe ? " (new)" : "")}});
  }
  Out.table(4, Rows);
  if (Sites.size() > Most)
    Out.line(4, "... and " + Twine(Sites.size() - Most) + " more");
}

void Writer::patch(const Finding &F) {
  if (F.Patch < 0) {
    if (!F.NoFix.empty())
      Out.words(2, 4, "no patch: " + Names.text(F.NoFix));
    return;
  }
  const Patch &P = R.Patches[F.Patch];
  Out.words(2, 4, "the patch for " + P.LockClass + " mends it (tried)" + (Full ? ":" : ""));
  if (!Full)
    return;
  SmallVector<StringRef, 32> Diff;
  StringRef(P.Diff).rtrim().split(Diff, '\n');
  for (StringRef Raw : Diff) {
    std::string Line;
    for (char C : Raw) // tabs as they look in the file
      C == '\t' ? Line.append(8 - (Line.size() + 7) % 8, ' ') : Line.append(1, C);
    Out.line(4, Line,
             StringRef(Line).starts_with("+")   ? Tone::Note
             : StringRef(Line).starts_with("-") ? Tone::Error
                                                : Tone::Plain);
  }
}

void Writer::finding(const Finding &F, size_t Number) {
  const SourceLocation &Loc = F.UnsafeSites.front().Loc;
  std::string Place = Names.place(Loc) + (Loc.Line && Loc.Column ? ":" + utostr(Loc.Column) : "") + ": ";
  static const Tone Tones[] = {Tone::Error, Tone::Warning, Tone::Note};
  Out.line(0, {{Tone::Strong, Place},
               {Tones[static_cast<unsigned>(F.Level)], std::string(name(F.Level)) + ": "},
               {Tone::Strong, Names.text(plainHeadline(F))},
               {Tone::Plain, " [" + F.RuleId + "]"}});
  source(F, Loc, 4);
  if (!F.Message.empty())
    Out.words(2, 2, Names.text(F.Message));
  lockClasses(F);
  for (const WitnessChain &C : F.Chains)
    chain(F, C);
  scenario(F);
  Out.blank();
  Out.line(2, count(F.UnsafeSites.size(), "site") + " to change:", Tone::Strong);
  sites(F.UnsafeSites, F.UnsafeSites.size(), /*Safe=*/false);
  if (!F.SafeSites.empty()) {
    Out.line(2, count(F.SafeSites.size(), "site") + " to leave alone:", Tone::Strong);
    sites(F.SafeSites, Full ? F.SafeSites.size() : kSafeSites, /*Safe=*/true);
  }
  patch(F);
  Out.blank();
  if (Full)
    for (const auto &[Id, Sentence] : R.Rules)
      if (Id == F.RuleId)
        Out.words(2, 4, "rule: " + Sentence + "; docs/rules/" + Id + ".md of lockctx");
  if (!F.Document.empty())
    Out.words(2, 4, "see " + Names.text(F.Document));
  std::string Foot = "finding " + utostr(Number) + " of " + utostr(R.Findings.size()) + ", " + name(F.Sure) +
                     " confidence" + (F.InitOnly ? ", init only" : "");
  if (unsigned Guesses = F.guesses())
    Foot += Guesses == 1 ? ", rests on a guess" : ", rests on " + utostr(Guesses) + " guesses";
  if (!F.Fingerprint.empty())
    Foot += ", fingerprint " + F.Fingerprint;
  Out.words(2, 4, Foot);
  Out.blank();
}

void Writer::counts() {
  // Per rule: high, medium, low, init only.
  std::map<StringRef, std::array<unsigned, 4>> ByRule;
  for (const Finding &F : R.Findings)
    ++ByRule[F.RuleId][F.InitOnly ? 3 : static_cast<unsigned>(F.Sure)];
  std::string Rules = "; " + count(R.Rules.size(), "rule") + " run";
  if (!R.Suppressions.empty())
    Rules += "; " + count(R.Suppressions.size(), "site") + " suppressed";
  std::string New = R.Baseline ? "new " : "";
  if (R.Baseline)
    Rules += "; against the baseline: " + utostr(R.Baseline->New) + " new, " + utostr(R.Baseline->Fixed) + " fixed, " +
             utostr(R.Baseline->Unchanged) + " unchanged";
  if (R.Findings.empty()) {
    bool Nothing = R.Seen.Whole + R.Seen.Partial == 0;
    Out.line(0, Nothing ? "nothing was analysed, so there are no findings" : "no " + New + "findings" + Rules,
             Tone::Strong);
    return;
  }
  Out.line(0, count(R.Findings.size(), New + "finding") + Rules, Tone::Strong);
  std::vector<Row> Rows = {{{"", "high", "medium", "low", "init only"}}};
  for (auto &[Rule, N] : ByRule) {
    Row Line{{Rule.str()}};
    for (unsigned Count : N)
      Line.Cells.push_back(Count ? utostr(Count) : "-");
    Rows.push_back(std::move(Line));
  }
  Out.table(2, Rows);
}

void Writer::reasons(const std::vector<std::string> &Reasons, StringRef What) {
  for (StringRef Reason : ArrayRef(Reasons).take_front(kReasons))
    Out.words(2, 4, What + ": " + Names.text(Reason));
  if (Reasons.size() > kReasons)
    Out.line(2, "... and " + Twine(Reasons.size() - kReasons) + " more");
}

void Writer::coverage() {
  const Coverage &C = R.Seen;
  Out.line(0, "coverage", Tone::Strong);
  std::string Units = (Twine(C.Whole) + " whole, " + Twine(C.Partial) + " partial, " + Twine(C.Lost) + " lost").str();
  Out.table(2, {{{"translation units", Units}},
                {{"functions with a known context", share(C.KnownContext, C.Functions)}},
                {{"of those that entry points lead to", share(C.ReachableKnown, C.Reachable)}},
                {{"indirect calls resolved", share(C.ResolvedIndirect, C.IndirectCalls)}},
                {{"lock sites with a known class", share(C.LockSites - C.UnknownLockSites, C.LockSites)}},
                {{"lock classes", utostr(C.LockClasses)}}});
  reasons(C.LostReasons, "lost");
  reasons(C.PartialReasons, "partial");
  if (any_of(C.PartialReasons, [](StringRef Reason) { return Reason.ends_with("file not found"); }))
    Out.words(2, 4,
              "a header that is not found may be one that the build makes: `make DIR/` in the tree, once, has it");
}

void Writer::write() {
  auto Group = [](const Finding &F) { return std::pair(F.InitOnly, F.InitOnly ? Confidence::High : F.Sure); };
  bool Groups = any_of(R.Findings, [&](const Finding &F) { return Group(F) != Group(R.Findings.front()); });
  for (size_t I = 0; I < R.Findings.size(); ++I) {
    if (Groups && (I == 0 || Group(R.Findings[I]) != Group(R.Findings[I - 1])))
      group(R.Findings[I]);
    finding(R.Findings[I], I + 1);
  }
  if (Full)
    return;
  counts();
  reasons(R.Notes, "note");
  coverage();
}

Error lockctx::writeText(const Report &R, const ReportOptions &Options, raw_ostream &OS) {
  if (Error E = checkReport(R))
    return E;
  Writer(R, Options, OS).write();
  return Error::success();
}
