//===- WaitContext.cpp - wait-context -------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// check_wait_context() of kernel/locking/lockdep.c, with PROVE_RAW_LOCK_NESTING: what is a sleeping lock on PREEMPT_RT
/// (spinlock_t, rwlock_t, local_lock_t) must not be taken inside a raw_spinlock_t, or in an
/// interrupt that stays a hardirq there. Locks that sleep everywhere are the business of
/// sleep-in-atomic.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"

using namespace llvm;

namespace lockctx {
namespace {

/// LD_WAIT_CONFIG
bool sleepsOnRt(LockKind K) { return K == LockKind::Spin || K == LockKind::Rwlock || K == LockKind::LocalLock; }

Finding finding(const Analysis &A, const RuleInfo &Rule, ClassId Class, const std::string &Where) {
  WitnessWriter Write(A);
  Finding F = findingOf(Rule);
  F.Headline = "Invalid wait context";
  Write.setLockClass(F, Class);
  F.Message = F.LockClass + " sleeps on PREEMPT_RT, and is taken " + Where +
              ". Make it a raw_spinlock_t, or take it elsewhere.";
  return F;
}

} // namespace

void runWaitContext(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  const auto &Classes = A.Usage->classes();
  auto KindOf = [&](ClassId C) {
    auto It = Classes.find(C);
    return It == Classes.end() || It->second.Sites.empty() ? LockKind::Pseudo : It->second.Sites.front().Kind;
  };
  for (const auto &[Pair, Ways] : A.Usage->dependencies()) {
    if (KindOf(Pair.first) != LockKind::RawSpin || !sleepsOnRt(KindOf(Pair.second)))
      continue;
    const Dependency &D = Ways.front();
    Finding F =
        finding(A, Rule, Pair.second, "while " + Write.className(Pair.first).str() + ", a raw spinlock, is held");
    F.SafeClass = Write.className(Pair.first).str();
    F.SafeClassFile = Write.classFile(Pair.first);
    F.SafeClassUsage = Write.usage(Pair.first);
    F.Sure = D.Where.Sure == Certainty::May ? Confidence::Medium : Confidence::High;
    F.InitOnly = D.Where.Sure == Certainty::Init;
    F.UnsafeSites.push_back(Write.callSite(A.Contexts->variants()[D.Where.V].Function, D.EventIndex,
                                           MachineState::fromIndex(D.Where.State), Rule.Id));
    F.Chains.push_back(Write.chain(D, Pair.first, Pair.second, "how it is taken there"));
    Out.push_back(std::move(F));
  }
  for (const auto &[Class, Usage] : Classes) {
    if (!sleepsOnRt(KindOf(Class)))
      continue;
    for (const LockSite *S : Usage.with({Irq::Hardirq, true, false})) {
      const UsageWitness &W = S->Bits[UsageBit{Irq::Hardirq, true, false}.index()].best();
      const EntryPoint *Entry = nullptr;
      A.Contexts->chain(W.V, W.State, W.Sure, Entry);
      if (!Entry || !Entry->Context->HardOnRt || S->Entry != kNone)
        continue;
      Finding F = finding(A, Rule, Class, "in an interrupt that stays one there");
      F.Sure = W.Sure == Certainty::May ? Confidence::Medium : Confidence::High;
      F.InitOnly = W.Sure == Certainty::Init;
      F.UnsafeSites.push_back(Write.site(*S, W, Class, Rule.Id));
      F.Chains.push_back(Write.chain(*S, W, "how it is taken there"));
      Out.push_back(std::move(F));
      break;
    }
  }
}

} // namespace lockctx
