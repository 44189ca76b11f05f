//===- Rules.cpp - The table of rules, running and ranking ----------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Rules/Rule.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <set>
#include <tuple>

using namespace llvm;

namespace lockctx {

#define RULE(ID, LEVEL, STATE, STAGE, FUNCTION, SENTENCE, DOCUMENT)                                                    \
  void FUNCTION(const Analysis &, const RuleInfo &, ArrayRef<Finding>, std::vector<Finding> &);
#include "Rules/Rules.def"
#undef RULE

ArrayRef<RuleInfo> allRules() {
  constexpr bool On = true, Off = false;
  static const RuleInfo All[] = {
#define RULE(ID, LEVEL, STATE, STAGE, FUNCTION, SENTENCE, DOCUMENT)                                                    \
  {ID, Severity::LEVEL, SENTENCE, DOCUMENT, STATE, STAGE, FUNCTION},
#include "Rules/Rules.def"
#undef RULE
  };
  return All;
}

static std::string hash(StringRef Text) { return utohexstr(xxh3_64bits(Text), true, 16); }

/// A site's: a hash of what it is (NOTE(ref: identity)) and of its ordinal among those that are the same, in order of
/// lines.
static void setSiteFingerprints(std::vector<FindingSite> &Sites, StringMap<unsigned> &Seen) {
  std::vector<FindingSite *> Ordered;
  for (FindingSite &S : Sites)
    Ordered.push_back(&S);
  llvm::stable_sort(Ordered, [](const FindingSite *A, const FindingSite *B) { return A->Loc < B->Loc; });
  for (FindingSite *S : Ordered) {
    unsigned Ordinal = Seen[S->Fingerprint]++;
    S->Fingerprint = hash((Twine(S->Fingerprint) + "|" + Twine(Ordinal)).str());
  }
}

/// A finding's: the rule and its key, which is the classes, or what its site is where there is none.
static void setFingerprints(std::vector<Finding> &All) {
  std::vector<Finding *> Ordered;
  for (Finding &F : All)
    Ordered.push_back(&F);
  llvm::stable_sort(Ordered, [](const Finding *A, const Finding *B) {
    return A->UnsafeSites.front().Loc < B->UnsafeSites.front().Loc;
  });
  StringMap<unsigned> Seen, SeenCalls;
  for (Finding *F : Ordered) {
    std::string Key = F->RuleId + "|" + F->SafeClass + "|" + F->LockClass;
    if (F->LockClass.empty())
      Key += "|" + F->UnsafeSites.front().Fingerprint;
    unsigned Ordinal = Seen[Key]++;
    F->Fingerprint = hash((Twine(Key) + "|" + Twine(Ordinal)).str());
    StringMap<unsigned> SeenHere, SeenSafe;
    setSiteFingerprints(F->UnsafeSites, F->LockClass.empty() ? SeenCalls : SeenHere);
    setSiteFingerprints(F->SafeSites, SeenSafe);
  }
}

/// Findings of a rule that say the same of one function are one, with several sites.
static void joinSites(std::vector<Finding> &All) {
  // The names of a place move when its finding gets more sites.
  std::map<std::tuple<StringRef, std::string, std::string, StringRef, Confidence, bool>, Finding *> First;
  std::set<const Finding *> Joined;
  for (Finding &F : All) {
    const FindingSite &Site = F.UnsafeSites.front();
    if (F.UnsafeSites.size() > 1 || !F.SafeSites.empty())
      continue;
    auto [It, New] = First.try_emplace({F.RuleId, Site.Loc.File, Site.Function, F.Message, F.Sure, F.InitOnly}, &F);
    if (New)
      continue;
    It->second->UnsafeSites.push_back(Site);
    Joined.insert(&F);
  }
  llvm::erase_if(All, [&](const Finding &F) { return Joined.count(&F) != 0; });
}

Error checkRuleIds(ArrayRef<std::string> Ids) {
  for (const std::string &Id : Ids)
    if (none_of(allRules(), [&](const RuleInfo &R) { return Id == R.Id; })) {
      std::string Known;
      for (const RuleInfo &R : allRules())
        Known += (Known.empty() ? "" : ", ") + std::string(R.Id);
      return failure("no rule is named '" + Id + "'; there are: " + Known);
    }
  return Error::success();
}

/// Whether \p F rests on a choice that is mostly wrong, or on too much to be believed by default (docs/audits).
static bool isDoubtful(const Finding &F) {
  // Which of several functions a pointer holds is mostly not the one that a chain needs, unless the caller's own file
  // has them all; and of many steps, or several that are guessed, one is mostly wrong.
  constexpr unsigned kMaxGuesses = 4;
  constexpr size_t kMaxSteps = 14;
  // The sides of these rules are about objects of modules that go together: that tells which module's function it is.
  bool OneObject =
      StringRef(F.RuleId).ends_with("-inconsistent-state") || StringRef(F.RuleId).ends_with("-unsafe-order");
  return F.guesses() > kMaxGuesses || any_of(F.Chains, [&](const WitnessChain &C) {
           return !C.OtherSite && (C.Steps.size() > kMaxSteps || any_of(C.Steps, [&](const ChainStep &S) {
                                     return S.Choice && !(S.OfModules && OneObject);
                                   }));
         });
}

/// Some rules are silent where another one speaks, so all are run, whatever is asked for: those of one stage at once,
/// if there is much to look at. Findings that will be of low confidence have no chains if \p Least is above that: in a
/// whole kernel they take half a gigabyte.
static std::vector<Finding> runAll(const Analysis &A, Confidence Least) {
  constexpr size_t kMany = 10000; // functions: some 10 ms
  std::vector<Finding> All;
  auto Run = [&A, &All, Least](const RuleInfo &R, std::vector<Finding> &Mine) {
    R.Run(A, R, All, Mine);
    for (Finding &F : Mine)
      if (Least < Confidence::Low && (F.Sure == Confidence::Low || isDoubtful(F))) {
        F.Chains = {};
        F.Scenario = {};
      }
  };
  DefaultThreadPool Pool;
  unsigned Last = 0;
  for (unsigned Stage = 0; Stage <= Last; ++Stage) {
    std::vector<std::vector<Finding>> Found(allRules().size());
    for (auto [R, Mine] : zip_equal(allRules(), Found)) {
      Last = std::max(Last, R.Stage);
      if (R.Stage != Stage)
        continue;
      if (A.P.Functions.size() < kMany)
        Run(R, Mine);
      else
        Pool.async([&Run, &R, &Mine] { Run(R, Mine); });
    }
    Pool.wait();
    for (std::vector<Finding> &Mine : Found)
      std::move(Mine.begin(), Mine.end(), std::back_inserter(All));
  }
  return All;
}

Expected<std::vector<Finding>> runRules(const Analysis &A, ArrayRef<std::string> Ids, Confidence Least,
                                        size_t *LeftOut) {
  if (Error E = checkRuleIds(Ids))
    return std::move(E);
  std::vector<Finding> All = runAll(A, Least);
  llvm::erase_if(All, [&](const Finding &F) {
    if (!Ids.empty())
      return !is_contained(Ids, F.RuleId);
    return !find_if(allRules(), [&](const RuleInfo &R) { return F.RuleId == R.Id; })->OnByDefault;
  });
  for (Finding &F : All)
    if (F.Chains.empty() || isDoubtful(F)) // runAll() takes chains from such only
      F.Sure = Confidence::Low;
  // Certain findings first, then by how much is guessed, then by how long their chains are.
  auto Rank = [](const Finding &F) {
    size_t Steps = 0;
    for (const WitnessChain &C : F.Chains)
      Steps += C.OtherSite ? 0 : C.Steps.size();
    return std::tuple<bool, Confidence, Severity, unsigned, size_t, const SourceLocation &, StringRef, StringRef,
                      StringRef>(F.InitOnly, F.Sure, F.Level, F.guesses(), Steps, F.UnsafeSites.front().Loc, F.RuleId,
                                 F.LockClass, F.SafeClass);
  };
  llvm::stable_sort(All, [&](const Finding &X, const Finding &Y) { return Rank(X) < Rank(Y); });
  joinSites(All);
  setFingerprints(All);
  size_t Found = All.size();
  llvm::erase_if(All, [&](const Finding &F) { return F.Sure > Least; });
  if (LeftOut)
    *LeftOut = Found - All.size();
  return All;
}

} // namespace lockctx
