//===- RecursiveLock.cpp - recursive-lock ---------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A lock is taken by who holds it already, as check_deadlock() of kernel/locking/lockdep.c finds it. lockdep compares
/// classes; from the source it can be said whether it is one object, and only then it is reported: two objects of one
/// class may have different keys, and a caller that orders them.
///
//===----------------------------------------------------------------------===//

#include "Rules/Occurrences.h"

using namespace llvm;

namespace lockctx {

/// Kinds that lockdep does not track so, or that may be taken again.
static bool mayRepeat(const Recursion &R, MachineState At) {
  if (R.How.Kind == LockKind::Semaphore || R.How.Kind == LockKind::Seqcount || R.How.Kind == LockKind::Pseudo)
    return true;
  // read_lock_is_recursive(): with queued rwlocks only in interrupts; BHs off count as one.
  return R.HeldRead && (R.How.Recursive || (R.How.Kind == LockKind::Rwlock && R.How.Read && At.BhOff));
}

/// Whether what takes \p Class below \p F is a helper that returns with it or without it for a reason that is not
/// followed: `if (owner != current) lock();`.
static bool takenSometimes(const Analysis &A, FuncId F, TakenClass C) {
  auto Holds = [&](const Exit &X) {
    return any_of(X.State.Held, [&](const HeldLock &H) { return H.Class == C.Class; });
  };
  for (unsigned Depth = 0; F != kNone && Depth < 64; ++Depth) {
    const FunctionSummary &S = A.Summaries[F];
    for (const Exit &X : S.Exits)
      for (const Exit &Y : S.Exits)
        if (Holds(X) && !Holds(Y) && X.ResultTruth == Y.ResultTruth)
          return true;
    auto It = S.Classes.find(C);
    F = It == S.Classes.end() ? kNone : It->second.Callee;
  }
  return false;
}

void runRecursiveLock(const Analysis &A, const RuleInfo &Rule, ArrayRef<Finding>, std::vector<Finding> &Out) {
  WitnessWriter Write(A);
  std::set<std::pair<FuncId, ClassId>> Reported;
  std::map<std::tuple<ClassId, Confidence, bool>, size_t> OfClass; // one finding, with all sites
  eachOccurrence(A, &FunctionSummary::Recursions, [&](const Reached &R) {
    const auto &Twice = static_cast<const Recursion &>(R.Where);
    if (Twice.Class == kNone || mayRepeat(Twice, R.At) ||
        takenSometimes(A, Twice.Callee, {Twice.Class, Twice.How.Read}))
      return false;
    if (!Reported.insert({R.Function, Twice.Class}).second)
      return true;
    Finding F = callFinding(Write, Rule, R);
    F.Headline = "possible recursive locking detected";
    Write.setLockClass(F, Twice.Class);
    SourceLocation First = A.P.location(A.P.Functions[R.Function].Events[Twice.HeldEvent].At);
    F.Message = F.LockClass + " is taken here while it is held already, since line " + std::to_string(First.Line) +
                ": " + (mayBlock(Twice.How.Kind) ? "the task waits for itself." : "the CPU spins for ever.");
    ChainStep Taking = Write.eventStep(R.Function, Twice.HeldEvent, LockState(), R.At);
    Taking.What = "takes " + F.LockClass;
    auto &Steps = F.Chains.front().Steps;
    Steps.insert(Steps.end() - 1, std::move(Taking));
    if (Twice.Callee != kNone)
      Write.descend(Twice.Callee, {Twice.Class, Twice.How.Read},
                    A.Contexts->homeIn(A.Contexts->homeOf(R.V), Twice.Callee), F.Chains.front(), R.At.describe());
    F.Scenario = drawRecursion(F.LockClass);
    auto [It, New] = OfClass.try_emplace({Twice.Class, F.Sure, F.InitOnly}, Out.size());
    if (New) {
      Out.push_back(std::move(F));
      return true;
    }
    addSite(Out[It->second], std::move(F));
    return true;
  });
}

} // namespace lockctx
