//===- IrqUsage.cpp - Inconsistent states and unsafe orders ---------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The rules of lockdep's mark_lock_irq() and check_irq_usage(), for softirq and hardirq alike. Two usages conflict if
/// one is IN- and the other -ON, and at least one is a write (exclusive_bit()). A path of dependencies counts if it is
/// strong: no -(*R)-> is followed by -(S*)-> (__bfs()).
///
//===----------------------------------------------------------------------===//

#include "Rules/Rule.h"
#include "Rules/Witness.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <deque>
#include <set>

using namespace llvm;

namespace lockctx {
namespace {

const char *upper(Irq I) { return I == Irq::Softirq ? "SOFTIRQ" : "HARDIRQ"; }
const char *lower(Irq I) { return I == Irq::Softirq ? "softirq" : "hardirq"; }
const char *cure(Irq I) {
  return I == Irq::Softirq ? "the _bh form there (or _irqsave where IRQs matter too)"
                           : "the _irqsave form there (or _irq where IRQs are known to be on)";
}

/// Two ends that conflict: a site that has an IN- bit and one that has the -ON bit, in objects that can be the same.
struct Conflict {
  UsageBit In, On;
  const LockSite *InSite, *OnSite;
  UsageWitness InWay, OnWay;
};

/// The best conflict between two classes (which may be the same), or nothing.
/// \p InReads, \p OnReads: whether -R usages of that end count; behind a shared or a recursive dependency they do not
/// (usage_accumulate() and usage_match(): only_xr). \p ReadsMeet: whether two reads conflict, as they do between the
/// two ends of an order (exclusive_mask()): what closes the circle is a dependency.
std::optional<Conflict> conflict(const Analysis &A, const ClassUsage &Safe, const ClassUsage &Unsafe, Irq Which,
                                 bool InReads = true, bool OnReads = true, bool ReadsMeet = false) {
  std::optional<Conflict> Best;
  auto Cost = [](const Conflict &C) { return std::max(C.InWay.Sure, C.OnWay.Sure); };
  auto Try = [&](UsageBit In, UsageBit On, const LockSite *I, const LockSite *O) {
    for (const UsageWitness &X : I->Bits[In.index()].All)
      for (const UsageWitness &Y : O->Bits[On.index()].All) {
        // Two ends that only may happen never meet.
        if ((X.Sure == Certainty::May && Y.Sure == Certainty::May) ||
            !A.P.related(A.Contexts->homeOf(X.V), A.Contexts->homeOf(Y.V)))
          continue;
        Conflict C{In, On, I, O, X, Y};
        if (!Best || Cost(C) < Cost(*Best))
          Best = C;
      }
  };
  for (bool InRead : {false, true})
    for (bool OnRead : {false, true}) {
      if ((InRead && OnRead && !ReadsMeet) || (InRead && !InReads) || (OnRead && !OnReads))
        continue;
      UsageBit In{Which, true, InRead}, On{Which, false, OnRead};
      for (const LockSite *I : Safe.with(In))
        for (const LockSite *O : Unsafe.with(On)) {
          if (Best && Cost(*Best) == Certainty::Always)
            return Best;
          Try(In, On, I, O);
        }
    }
  return Best;
}

void setConfidence(Finding &F, std::initializer_list<Certainty> All) {
  for (Certainty C : All) {
    if (C == Certainty::May)
      F.Sure = Confidence::Medium;
    if (C == Certainty::Init)
      F.InitOnly = true;
  }
}

/// Sites with the -ON bit of the conflict, one for each place (\p Readers: those that read as well); and of the rest
/// those that are reached.
void addSites(const WitnessWriter &Write, const ClassUsage &U, ClassId Class, const Conflict &C, bool Readers,
              const RuleInfo &Rule, Finding &F) {
  UsageBit On = C.On;
  std::set<SourceLocation> Unsafe;
  std::vector<const LockSite *> Bad = U.with(On);
  UsageBit Other = On;
  Other.Read = !On.Read;
  if (On.Read || Readers)
    for (const LockSite *S : U.with(Other))
      Bad.push_back(S);
  for (const LockSite *S : Bad) {
    // Two ends that only may happen never meet.
    UsageBit Mine = S->Bits[On.index()].valid() ? On : Other;
    if (C.InWay.Sure == Certainty::May && S->Bits[Mine.index()].sure() == Certainty::May)
      continue;
    UsageWitness W = S->Bits[Mine.index()].best();
    FindingSite Site = Write.site(*S, W, Class, Rule.Id);
    if (Unsafe.insert(Site.Loc).second)
      F.UnsafeSites.push_back(std::move(Site));
  }
  std::set<SourceLocation> Safe = Unsafe;
  for (const LockSite &S : U.Sites) {
    if (!S.Reached.valid() || S.IsEnabling || S.Entry != kNone)
      continue;
    FindingSite Site = Write.site(S, S.Reached, Class, Rule.Id);
    if (Safe.insert(Site.Loc).second)
      F.SafeSites.push_back(std::move(Site));
  }
}

void runInconsistent(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out, Irq Which) {
  WitnessWriter Write(A);
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    auto Found = conflict(A, Usage, Usage, Which);
    if (!Found)
      continue;
    Finding F = findingOf(Rule);
    setConfidence(F, {Found->InWay.Sure, Found->OnWay.Sure});
    const char *R = Found->In.Read ? "R" : "W", *W = Found->On.Read ? "R" : "W";
    F.Headline = (Twine("inconsistent lock state: {") + upper(Which) + "-ON-" + W + "} -> {IN-" + upper(Which) + "-" +
                  R + "} usage")
                     .str();
    Write.setLockClass(F, Class);
    F.Mend = Which == Irq::Softirq ? Cure::BhOff : Cure::IrqOff;
    // A writer in the interrupt conflicts with readers and writers, a reader with writers only.
    addSites(Write, Usage, Class, *Found, /*Readers=*/!Found->In.Read, Rule, F);
    F.Message = F.LockClass + " is taken in " + lower(Which) + " and, here, with " + lower(Which) +
                "s enabled: the interrupt can come while it is held, and then waits for it for ever. Use " +
                cure(Which) + ".";
    F.Chains.push_back(
        Write.chain(*Found->OnSite, Found->OnWay, std::string("taken with ") + lower(Which) + "s enabled"));
    F.Chains.push_back(Write.chain(*Found->InSite, Found->InWay, std::string("taken in ") + lower(Which)));
    std::string Lock = "lock(" + F.LockClass + ");";
    F.Scenario = drawScenario({{0, Lock}, {0, "<Interrupt>"}, {0, "  " + Lock}});
    Out.push_back(std::move(F));
  }
}

/// Paths of dependencies from one class, strong ones only; the graph is small, so breadth first from each class.
class OrderSearch {
public:
  OrderSearch(const Analysis &A, ClassId From) : A(A) {
    Queue.push_back({From, false});
    Parent[{From, false}] = {kNone, false};
  }
  /// Calls \p Visit(class) for each class that is reached; it says whether to go on from there.
  template <typename Fn> void run(Fn Visit) {
    for (size_t I = 0; I < Queue.size(); ++I) {
      auto [C, AfterRecursive] = Queue[I];
      if (I != 0 && !Visit(C, AfterRecursive))
        continue;
      for (ClassId To : A.Usage->successors(C)) {
        uint8_t Kinds = A.Usage->kinds(C, To);
        if (AfterRecursive)
          Kinds &= ~(kSR | kSN);
        if (!Kinds)
          continue;
        // lockdep goes on with the weakest that is left: only-recursive if there is no other kind.
        bool OnlyRecursive = !(Kinds & (kEN | kSN));
        if (Parent.try_emplace({To, OnlyRecursive}, std::make_pair(C, AfterRecursive)).second)
          Queue.push_back({To, OnlyRecursive});
      }
    }
  }
  /// The classes from the start to a visited one, each with whether it is taken only by recursive readers there.
  std::vector<std::pair<ClassId, bool>> path(ClassId To, bool AfterRecursive) const {
    std::vector<std::pair<ClassId, bool>> Result;
    for (std::pair<ClassId, bool> N{To, AfterRecursive}; N.first != kNone; N = Parent.at(N))
      Result.push_back(N);
    std::reverse(Result.begin(), Result.end());
    return Result;
  }

private:
  const Analysis &A;
  std::vector<std::pair<ClassId, bool>> Queue;
  std::map<std::pair<ClassId, bool>, std::pair<ClassId, bool>> Parent;
};

bool isLocal(const ClassUsage &U) { return !U.Sites.empty() && U.Sites.front().Kind == LockKind::LocalLock; }

/// Whether the unsafe lock of \p F is inconsistent by itself, for the same sites, at least as certain.
bool isInconsistent(ArrayRef<Finding> All, const Finding &F, Irq Which) {
  StringRef Rule = Which == Irq::Softirq ? "softirq-inconsistent-state" : "hardirq-inconsistent-state";
  return any_of(All, [&](const Finding &X) {
    return X.RuleId == Rule && X.LockClass == F.LockClass && X.LockClassFile == F.LockClassFile &&
           std::tie(X.InitOnly, X.Sure) <= std::tie(F.InitOnly, F.Sure) &&
           all_of(F.UnsafeSites, [&](const FindingSite &Mine) {
             return any_of(X.UnsafeSites, [&](const FindingSite &Its) { return Its.Loc == Mine.Loc; });
           });
  });
}

/// A lock that is inconsistent by itself is wrong in every order, and mending it mends them all: drops of \p Found what
/// other parts of the kernel get from that, whose locks are none of the same directory.
void dropConsequences(ArrayRef<Finding> Before, std::vector<Finding> &Found, Irq Which) {
  erase_if(Found, [&](const Finding &F) {
    return sys::path::parent_path(F.SafeClassFile) != sys::path::parent_path(F.LockClassFile) &&
           isInconsistent(Before, F, Which);
  });
}

void runOrder(const Analysis &A, const RuleInfo &Rule, std::vector<Finding> &Out, Irq Which) {
  WitnessWriter Write(A);
  const auto &Classes = A.Usage->classes();
  auto IsSafe = [&](const ClassUsage &U) {
    return U.certainty({Which, true, false}) || U.certainty({Which, true, true});
  };
  for (const auto &[Safe, SafeUsage] : Classes) {
    if (!IsSafe(SafeUsage) || isLocal(SafeUsage))
      continue;
    OrderSearch Search(A, Safe);
    std::set<ClassId> Reported;
    Search.run([&](ClassId To, bool AfterRecursive) {
      auto It = Classes.find(To);
      if (It == Classes.end())
        return true;
      const ClassUsage &UnsafeUsage = It->second;
      // usage_skip(): a local lock is each CPU's own, and carries no inversion.
      if (isLocal(UnsafeUsage))
        return false;
      // What may block is not taken under a lock that an interrupt uses: sleep-in-atomic, if it is.
      if (!UnsafeUsage.Sites.empty() && mayBlock(UnsafeUsage.Sites.front().Kind))
        return false;
      auto Path = Search.path(To, AfterRecursive);
      bool HeldToWrite = A.Usage->kinds(Path[0].first, Path[1].first) & (Path[1].second ? kEN | kER : kEN);
      auto Found = conflict(A, SafeUsage, UnsafeUsage, Which, HeldToWrite, !AfterRecursive, /*ReadsMeet=*/true);
      if (!Found)
        // From another safe class on, the finding is that class's.
        return !IsSafe(UnsafeUsage);
      // Each dependency in objects that can be those of both ends, and of a kind that keeps the path strong.
      std::vector<const Dependency *> Ways;
      for (size_t I = 0; I + 1 < Path.size(); ++I)
        for (const Dependency &D : A.Usage->dependencies().at({Path[I].first, Path[I + 1].first})) {
          uint8_t Wanted = kEN | kER | kSN | kSR;
          if (I == 0 ? HeldToWrite : Path[I].second)
            Wanted &= ~(kSN | kSR);
          if (!Path[I + 1].second)
            Wanted &= ~(kER | kSR);
          uint32_t Home = A.Contexts->homeOf(D.Where.V);
          if ((D.Kind & Wanted) && A.P.related(Home, A.Contexts->homeOf(Found->InWay.V)) &&
              A.P.related(Home, A.Contexts->homeOf(Found->OnWay.V))) {
            Ways.push_back(&D);
            break;
          }
        }
      if (Ways.size() + 1 < Path.size() || !Reported.insert(To).second)
        return false;
      Finding F = findingOf(Rule);
      Certainty Edges = Certainty::Always;
      for (const Dependency *D : Ways)
        Edges = std::max(Edges, D->Where.Sure);
      setConfidence(F, {Found->InWay.Sure, Found->OnWay.Sure, Edges});
      if (Path.size() > 2 && F.Sure == Confidence::High)
        F.Sure = Confidence::Medium;
      F.Headline = (Twine(upper(Which)) + "-safe -> " + upper(Which) + "-unsafe lock order detected").str();
      Write.setLockClass(F, To);
      F.Mend = Which == Irq::Softirq ? Cure::BhOff : Cure::IrqOff;
      F.SafeClass = Write.className(Safe).str();
      F.SafeClassFile = Write.classFile(Safe);
      F.SafeClassUsage = SafeUsage.Notation;
      addSites(Write, UnsafeUsage, To, *Found, /*Readers=*/!AfterRecursive, Rule, F);
      F.Message = F.LockClass + " is taken here with " + lower(Which) + "s enabled, and elsewhere while " +
                  F.SafeClass + " is held, which " + lower(Which) + "s take: a " + lower(Which) +
                  " that comes here and waits for " + F.SafeClass + " closes the circle. Use " + cure(Which) + ".";
      F.Chains.push_back(
          Write.chain(*Found->OnSite, Found->OnWay, F.LockClass + " is taken with " + lower(Which) + "s enabled"));
      for (size_t I = 0; I + 1 < Path.size(); ++I)
        F.Chains.push_back(Write.chain(*Ways[I], Path[I].first, Path[I + 1].first,
                                       Write.className(Path[I + 1].first).str() + " is taken while " +
                                           Write.className(Path[I].first).str() + " is held"));
      F.Chains.push_back(Write.chain(*Found->InSite, Found->InWay, F.SafeClass + " is taken in " + lower(Which)));
      std::vector<std::string> Names;
      for (const auto &Step : Path)
        Names.push_back(Write.className(Step.first).str());
      auto Lock = [](const std::string &Name) { return "lock(" + Name + ");"; };
      // What CPU1 takes is what is taken next in the order.
      F.Scenario = drawScenario({{0, Lock(F.LockClass)},
                                 {1, "local_irq_disable();"},
                                 {1, Lock(F.SafeClass)},
                                 {1, Lock(Names[1])},
                                 {0, "<Interrupt>"},
                                 {0, "  " + Lock(F.SafeClass)}});
      if (Names.size() > 2)
        F.Scenario.insert(F.Scenario.begin(), {"Chain exists of:", "  " + join(Names, " --> "), "",
                                               " Possible interrupt unsafe locking scenario:", ""});
      Out.push_back(std::move(F));
      return false;
    });
  }
}

} // namespace

void runSoftirqInconsistent(const Analysis &A, const RuleInfo &R, ArrayRef<Finding>, std::vector<Finding> &Out) {
  runInconsistent(A, R, Out, Irq::Softirq);
}
void runHardirqInconsistent(const Analysis &A, const RuleInfo &R, ArrayRef<Finding>, std::vector<Finding> &Out) {
  runInconsistent(A, R, Out, Irq::Hardirq);
}
void runSoftirqOrder(const Analysis &A, const RuleInfo &R, ArrayRef<Finding> Before, std::vector<Finding> &Out) {
  runOrder(A, R, Out, Irq::Softirq);
  dropConsequences(Before, Out, Irq::Softirq);
}
void runHardirqOrder(const Analysis &A, const RuleInfo &R, ArrayRef<Finding> Before, std::vector<Finding> &Out) {
  runOrder(A, R, Out, Irq::Hardirq);
  dropConsequences(Before, Out, Irq::Hardirq);
}

} // namespace lockctx
