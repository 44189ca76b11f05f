//===- Finding.h - What a rule has to say ----------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The plain data between rules and reports. A finding can be printed without the program that it was found in.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_MODEL_FINDING_H
#define LOCKCTX_MODEL_FINDING_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lockctx {

/// A place in a source file. `File` is absolute; reports make it relative to the source root.
struct SourceLocation {
  std::string File;
  unsigned Line = 0, Column = 0; ///< From 1; 0 is unknown.
  auto operator<=>(const SourceLocation &) const = default;
};

/// One acquisition (or call) that a finding is about.
struct FindingSite {
  SourceLocation Loc;
  std::string Function;    ///< That contains it.
  std::string Code;        ///< As spelled: "spin_lock(&queue->lock)".
  std::string State;       ///< "task, BHs on, IRQs on"
  std::string Fingerprint; ///< Survives moved lines (docs/baseline.md).
  bool Known = false;      ///< In the baseline, if there is one.
};

/// A step of a witness chain, outermost first.
struct ChainStep {
  SourceLocation Loc;
  std::string Function; ///< That the step is in; of an entry point: the function that is entered.
  std::string What;     ///< "entered in workqueue (stored in struct work_struct.func)", "calls foo()", "takes lock"
  std::string State;    ///< The state there, before what the step does.
  std::string Held;     ///< Classes held there, for example "struct q.lock (taken at q.c:285)"; may be empty.
  std::string Guess;    ///< What is not proven: "one of 3 functions that the pointer may hold"; mostly empty.
  bool Choice = false;  ///< The guess is one of several things that are in several files.
  /// The choice is of one function for each module, other than the caller's: each kind of device has its own.
  bool OfModules = false;
};

/// One side of a finding: how execution gets to the site that matters.
struct WitnessChain {
  std::string Title; ///< "in softirq: takes struct q.lock"
  std::vector<ChainStep> Steps;
  bool OtherSite = false; ///< The same side once more, for another site to change.
};

enum class Confidence : uint8_t { High, Medium, Low };
enum class Severity : uint8_t { Error, Warning, Note };

/// At a place of a source file, `Old` is to be replaced; empty: `New` is to be inserted there.
struct TextEdit {
  SourceLocation At;
  std::string Old, New;
  auto operator<=>(const TextEdit &) const = default;
};

/// A change of the source that silences findings: one for each lock class.
struct Patch {
  std::string LockClass;
  std::vector<TextEdit> Edits;  ///< Sorted; places are those of the files as they are.
  std::string Subject, Message; ///< What a commit of it would say.
  std::string Diff;             ///< Unified; on top of the patches before this one.
};

/// What mends a finding at its sites to change, where an exchange of one form of a function for another does.
enum class Cure : uint8_t {
  None,    ///< Nothing mechanical does.
  BhOff,   ///< The lock is taken with BHs off.
  IrqOff,  ///< The lock is taken with IRQs off.
  IrqSave, ///< What enables IRQs restores them instead.
};

struct Finding {
  std::string RuleId;
  Severity Level = Severity::Warning;
  Confidence Sure = Confidence::High;
  bool InitOnly = false;      ///< One side runs only while a module is set up or torn down.
  std::string Headline;       ///< In lockdep's words.
  std::string Message;        ///< One or two sentences: what is wrong and what to change.
  std::string LockClass;      ///< Short form; for order rules the unsafe (inner) class. May be empty.
  std::string LockClassFile;  ///< File that defines it.
  std::string LockClassUsage; ///< lockdep's notation, "{+.-.}"
  std::string SafeClass, SafeClassFile, SafeClassUsage; ///< Order rules: the other class.
  std::vector<FindingSite> UnsafeSites; ///< To change; the first is where the finding stands. Never empty.
  std::vector<FindingSite> SafeSites;   ///< Already right, or the other side's.
  std::vector<WitnessChain> Chains;     ///< One per side. Never empty.
  std::vector<std::string> Scenario;    ///< Lines of lockdep's CPU0/CPU1 drawing; may be empty.
  Cure Mend = Cure::None;
  int Patch = -1;       ///< Index into Report::Patches; -1: none, or none was asked for.
  std::string NoFix;    ///< Why there can be no patch.
  std::string Document; ///< The kernel document that states the rule.
  std::string Fingerprint;

  /// How many steps of its sides are not proven.
  unsigned guesses() const {
    unsigned Count = 0;
    for (const WitnessChain &C : Chains)
      for (const ChainStep &S : C.Steps)
        Count += !C.OtherSite && !S.Guess.empty();
    return Count;
  }
};

/// A site that was taken out of its finding, because somebody said why it is right.
struct Suppressed {
  std::string RuleId, LockClass;
  FindingSite Site;
  std::string Reason, Owner; ///< Owner: only from a file.
};

/// What a comparison with a baseline gave, in findings. One with a new site is new.
struct BaselineCounts {
  unsigned New = 0, Fixed = 0, Unchanged = 0;
};

/// A lock class of the program, for an overview.
struct LockClassEntry {
  std::string Name, File, Usage;
  unsigned Sites = 0;
  std::vector<std::string> States; ///< That it is taken in.
};

/// What was and was not seen: printed with every report.
struct Coverage {
  unsigned Whole = 0, Partial = 0, Lost = 0;            ///< Translation units.
  std::vector<std::string> PartialReasons, LostReasons; ///< "file.c: 3 errors, first: ..."
  unsigned Functions = 0, KnownContext = 0;   ///< With a body and without a model; of them those with a known context.
  unsigned Reachable = 0, ReachableKnown = 0; ///< The same of those that entry points and taken addresses lead to.
  unsigned IndirectCalls = 0, ResolvedIndirect = 0;
  unsigned LockClasses = 0, LockSites = 0, UnknownLockSites = 0;
};

/// All that a report prints.
struct Report {
  std::string SourceRoot;                                 ///< Paths below it are printed relative to it. May be empty.
  std::vector<std::pair<std::string, std::string>> Rules; ///< id, one sentence: those that were run.
  std::vector<Finding> Findings;                          ///< Ranked.
  std::vector<Suppressed> Suppressions;                   ///< What was taken out of Findings.
  std::vector<std::string> Notes;                         ///< Suppressions and annotations that do nothing.
  std::optional<BaselineCounts> Baseline;                 ///< If one was given: Findings are the new ones.
  std::vector<LockClassEntry> Classes;                    ///< Only for a report that shows them (HTML).
  std::vector<std::pair<std::string, std::string>> Dependencies; ///< Likewise: class held, class taken.
  std::vector<Patch> Patches;                                    ///< Verified; only if they were asked for.
  Coverage Seen;
};

} // namespace lockctx

#endif
