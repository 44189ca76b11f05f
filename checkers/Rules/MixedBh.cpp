//===- MixedBh.cpp - mixed-bh-discipline ----------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A spinning lock that tasks take plainly with BHs on, and elsewhere where the module (or its entry point's contract)
/// has BHs off. No interrupt user is proven, so lockdep would be silent; it is silent here too where a proven rule
/// speaks of the class.
///
//===----------------------------------------------------------------------===//

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace lockctx {

void runMixedBh(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding> Before, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  const UsageBit In{Irq::Softirq, true, false}, On{Irq::Softirq, false, false};
  std::set<std::string> Proven;
  for (const Finding &F : Before)
    Proven.insert(F.LockClass + "@" + F.LockClassFile);
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    std::vector<const LockSite *> Plain = Usage.with(On);
    auto InSure = Usage.certainty(In);
    if (Plain.empty() || (InSure && *InSure == Certainty::Always) ||
        Proven.count(Write.className(Class).str() + "@" + Write.classFile(Class)))
      continue;
    const LockSite *Off = nullptr;
    UsageWitness How;
    for (const LockSite &S : Usage.Sites) {
      if (S.Kind != LockKind::Spin && S.Kind != LockKind::RawSpin && S.Kind != LockKind::Rwlock)
        break;
      if (S.Try) // Who only tries does not wait.
        continue;
      if (S.BhOffTask.valid() && !Off && S.BhOffTask.Sure != Certainty::Init) {
        Off = &S;
        How = S.BhOffTask;
      } else if (S.Bits[In.index()].valid() && !Off) {
        Off = &S;
        How = S.Bits[In.index()].best();
      }
    }
    if (Off && How.Sure == Certainty::May && Plain.front()->Bits[On.index()].sure() == Certainty::May)
      continue;
    if (!Off || Plain.front()->Bits[On.index()].sure() == Certainty::Init)
      continue;
    Finding F = findingOf(Rule);
    F.Sure = Confidence::Low;
    F.Headline = "lock taken both with BHs on and with BHs off";
    Write.setLockClass(F, Class);
    F.Mend = Cure::BhOff;
    std::set<SourceLocation> Seen;
    for (const LockSite *S : Plain) {
      FindingSite Site = Write.site(*S, S->Bits[On.index()].best(), Class, Rule.Id);
      if (Seen.insert(Site.Loc).second)
        F.UnsafeSites.push_back(std::move(Site));
    }
    for (const LockSite &S : Usage.Sites)
      if (S.Reached.valid() && !S.IsEnabling && S.Entry == kNone) {
        FindingSite Site = Write.site(S, S.Reached, Class, Rule.Id);
        if (Seen.insert(Site.Loc).second)
          F.SafeSites.push_back(std::move(Site));
      }
    F.Message = F.LockClass +
                " is taken plainly with BHs on here, and with BHs off elsewhere: if that side ever runs in "
                "softirq, it deadlocks. Use the _bh form here, or drop it there.";
    F.Chains.push_back(Write.chain(*Plain.front(), Plain.front()->Bits[On.index()].best(), "taken with BHs on"));
    F.Chains.push_back(Write.chain(*Off, How, "taken with BHs off"));
    Out.push_back(std::move(F));
  }
}

} // namespace lockctx
