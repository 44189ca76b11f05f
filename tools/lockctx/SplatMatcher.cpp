//===- SplatMatcher.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "SplatMatcher.h"
#include "Report/SourceNames.h"
#include "Rules/Rule.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace llvm;

namespace lockctx {
namespace {

class Matcher {
public:
  Matcher(const Analysis &A, ArrayRef<Finding> Findings, StringRef Root)
      : A(A), P(A.P), Findings(Findings), Names(Root), OS(outs()) {
    for (FuncId F = 0; F < P.Functions.size(); ++F)
      if (!P.Functions[F].Initializer)
        ByName[P.nameOf(F)].push_back(F);
  }
  bool match(const Splat &S);

private:
  std::vector<ClassId> classesOf(const SplatLock &L, const Splat &S) const;
  const Finding *findingOf(const Splat &S, ArrayRef<ClassId> Unsafe, ArrayRef<ClassId> Safe) const;
  const Finding *sleepOf(const Splat &S) const;
  void lock(StringRef Role, const SplatLock &L, ArrayRef<ClassId> Classes);
  void chain(const SplatTrace &T);
  void why(const Splat &S, ArrayRef<ClassId> Unsafe, ArrayRef<ClassId> Safe);
  bool whyNoUsage(const Splat &S, ArrayRef<ClassId> Classes, bool In);
  void finding(const Finding &F);
  bool isNamed(const std::string &Class, ArrayRef<ClassId> Any) const {
    return any_of(Any, [&](ClassId C) { return P.T.Classes[C].Name == Class; });
  }
  static StringRef ruleOf(const Splat &S);

  const Analysis &A;
  const Program &P;
  ArrayRef<Finding> Findings;
  SourceNames Names;
  raw_ostream &OS;
  StringMap<SmallVector<FuncId, 1>> ByName;
};

StringSet<> functionsOf(const Splat &S) {
  StringSet<> All;
  for (const SplatLock *L : {&S.Taken, &S.Held, &S.Safe, &S.Unsafe})
    if (!L->Function.empty())
      All.insert(L->Function);
  for (const SplatLock &L : S.Others)
    if (!L.Function.empty())
      All.insert(L.Function);
  for (const SplatTrace &T : S.Traces)
    for (const std::string &F : T.Functions)
      All.insert(F);
  return All;
}

} // namespace

StringRef Matcher::ruleOf(const Splat &S) {
  switch (S.Kind) {
  case SplatKind::InconsistentState:
    return S.Hardirq ? "hardirq-inconsistent-state" : "softirq-inconsistent-state";
  case SplatKind::UnsafeOrder:
  case SplatKind::Inversion:
    return S.Hardirq ? "hardirq-unsafe-order" : "softirq-unsafe-order";
  case SplatKind::Circular:
    return "lock-order";
  case SplatKind::Recursive:
    return "recursive-lock";
  case SplatKind::Sleeping:
    return "sleep-in-atomic";
  case SplatKind::WaitContext:
    return "wait-context";
  }
  return "";
}

/// The classes that \p L may be: those with its members at the end of their name, or a variable of its name. Of
/// several, those with the most members in common whose sites are in functions that the splat names.
std::vector<ClassId> Matcher::classesOf(const SplatLock &L, const Splat &S) const {
  // "&queue->lock": a variable, often named as its struct is, and members.
  std::vector<std::string> Fields = L.words();
  std::string Variable;
  if (Fields.size() > 1) {
    Variable = Fields.front();
    Fields.erase(Fields.begin());
  }
  std::vector<ClassId> Best;
  if (Fields.empty())
    return Best;
  StringSet<> Functions = functionsOf(S);
  unsigned Top = 0;
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    StringRef Name = P.T.Classes[Class].Name.take_until([](char C) { return C == '/'; });
    SmallVector<StringRef, 4> Parts;
    Name.split(Parts, '.');
    for (StringRef &Part : Parts) { // "function::lock[]" is "lock"
      Part = Part.take_until([](char C) { return C == '['; });
      Part = Part.substr(Part.rfind(':') + 1);
    }
    unsigned Common = 0;
    while (Common < Fields.size() && Common < Parts.size() &&
           Parts[Parts.size() - 1 - Common] == Fields[Fields.size() - 1 - Common])
      ++Common;
    if (!Common)
      continue;
    bool Named = any_of(Usage.Sites, [&](const LockSite &Site) { return Functions.contains(P.nameOf(Site.Function)); });
    bool AtIt = !L.Function.empty() &&
                any_of(Usage.Sites, [&](const LockSite &Site) { return P.nameOf(Site.Function) == L.Function; });
    bool Tag = !Variable.empty() && Parts.size() > Common && Parts[Parts.size() - 1 - Common].ends_with(Variable);
    unsigned Score = 2 * Common + (L.Usage == Usage.Notation) + 2 * Tag + 16 * Named + 32 * AtIt;
    if (Score < Top)
      continue;
    if (Score > Top)
      Best.clear();
    Top = Score;
    Best.push_back(Class);
  }
  // It says where the lock is taken, and that is none of these places: one of the many locks of that name elsewhere.
  // A name of one word ("lock") says nothing then.
  bool Elsewhere = !L.Function.empty() && !ByName.contains(L.Function) && Top < 4;
  if (!L.Function.empty() && Top < 16 && (Best.size() > 1 || Elsewhere))
    Best.clear();
  return Best;
}

const Finding *Matcher::findingOf(const Splat &S, ArrayRef<ClassId> Unsafe, ArrayRef<ClassId> Safe) const {
  bool Order = S.Kind == SplatKind::UnsafeOrder || S.Kind == SplatKind::Inversion || S.Kind == SplatKind::Circular;
  for (const Finding &F : Findings)
    if (F.RuleId == ruleOf(S) && isNamed(F.LockClass, Unsafe) && (!Order || isNamed(F.SafeClass, Safe)))
      return &F;
  // What is waited for has a lock of its own, for lockdep, "(work_completion)(&dev->work)"; the finding's chains name
  // the object.
  auto About = [&](const Finding &F, const SplatLock &L, ArrayRef<ClassId> Classes) {
    std::vector<std::string> Words = L.words();
    return isNamed(F.LockClass, Classes) || (!Words.empty() && any_of(F.Chains, [&](const WitnessChain &C) {
             return (StringRef(C.Title) + " ").str().find("." + Words.back() + " ") != std::string::npos;
           }));
  };
  if (S.Kind == SplatKind::Circular || S.Kind == SplatKind::Recursive)
    for (const Finding &F : Findings)
      if (F.RuleId == "sync-cancel-deadlock" && About(F, S.unsafe(), Unsafe) && About(F, S.safe(), Safe))
        return &F;
  // A cycle may be reported from its other end.
  if (S.Kind == SplatKind::Circular)
    for (const Finding &F : Findings)
      if (F.RuleId == ruleOf(S) && isNamed(F.SafeClass, Unsafe) && isNamed(F.LockClass, Safe))
        return &F;
  return nullptr;
}

/// The finding whose site is in the innermost function of the trace that has one.
const Finding *Matcher::sleepOf(const Splat &S) const {
  for (const SplatTrace &T : S.Traces)
    for (size_t I = 0; I < T.Functions.size(); ++I)
      for (const Finding &F : Findings) {
        if (F.RuleId != ruleOf(S))
          continue;
        const FindingSite &Site = F.UnsafeSites.front();
        bool Calls = I > 0 && StringRef(Site.Code).starts_with(T.Functions[I - 1]);
        bool Innermost = none_of(ArrayRef(T.Functions).take_front(I),
                                 [&](const std::string &Inner) { return ByName.contains(Inner); });
        if (Site.Function == T.Functions[I] && (Calls || Innermost))
          return &F;
      }
  return nullptr;
}

void Matcher::finding(const Finding &F) {
  OS << "    " << Names.place(F.UnsafeSites.front().Loc) << ": " << printable(plainHeadline(F)) << " [" << F.RuleId
     << "]\n    " << F.LockClass << (F.SafeClass.empty() ? "" : ", held: " + F.SafeClass)
     << (F.LockClass.empty() ? "" : "; ") << "fingerprint " << F.Fingerprint << "\n";
}

void Matcher::lock(StringRef Role, const SplatLock &L, ArrayRef<ClassId> Classes) {
  if (!L.known())
    return;
  OS << "  " << Role << " " << printable(L.Name) << " " << L.Usage
     << (L.Function.empty() ? "" : " at " + printable(L.Function) + "()") << ":";
  if (Classes.empty()) {
    OS << " no lock of that name in what was analysed\n";
    return;
  }
  OS << "\n";
  for (ClassId C : ArrayRef(Classes).take_front(4)) {
    const ClassUsage &U = A.Usage->classes().at(C);
    OS << "    " << P.T.Classes[C].Name << " " << U.Notation << "\n";
    std::set<std::string> Sites;
    bool There = any_of(U.Sites, [&](const LockSite &Site) { return P.nameOf(Site.Function) == L.Function; });
    for (const LockSite &Site : U.Sites)
      if (!There || P.nameOf(Site.Function) == L.Function)
        Sites.insert(Names.place(P.location(P.Functions[Site.Function].Events[Site.EventIndex].At)) + " " +
                     P.nameOf(Site.Function).str() + "()");
    unsigned Shown = 0;
    for (const std::string &Site : Sites)
      if (++Shown <= 6)
        OS << "      " << Site << "\n";
    if (Sites.size() > 6)
      OS << "      ... and " << Sites.size() - 6 << " more\n";
  }
  if (Classes.size() > 4)
    OS << "    ... and " << Classes.size() - 4 << " more of that name\n";
}

/// The functions of a trace that were analysed, with the contexts that were inferred.
void Matcher::chain(const SplatTrace &T) {
  std::vector<std::string> Rows;
  FuncId Last = kNone;
  for (const std::string &Name : T.Functions) {
    auto It = ByName.find(Name);
    if (It == ByName.end())
      continue;
    FuncId F = It->second.front();
    std::string States;
    StateSet Set = A.Contexts->entered(F).states();
    for (unsigned I = 0; I < MachineState::kCount; ++I)
      if (Set >> I & 1)
        States += (States.empty() ? "" : " | ") + MachineState::fromIndex(I).describe();
    if (FuncId Before = Last; (Last = F) == Before) // foo.part.0() below foo()
      continue;
    Rows.push_back("    " + Names.place(P.location(P.Functions[F].At)) + " " + Name +
                   "(): " + (States.empty() ? "no context is known" : "entered in " + States));
  }
  OS << "  " << printable(T.Title) << ": " << Rows.size() << " of " << T.Functions.size()
     << " functions were analysed\n";
  for (const std::string &Row : ArrayRef(Rows).take_front(8))
    OS << Row << "\n";
}

/// Says if a class has no IN- bit (or -ON bit) of the interrupt.
bool Matcher::whyNoUsage(const Splat &S, ArrayRef<ClassId> Classes, bool In) {
  Irq Which = S.Hardirq ? Irq::Hardirq : Irq::Softirq;
  for (ClassId C : Classes)
    for (bool Read : {false, true})
      if (A.Usage->classes().at(C).certainty({Which, In, Read}))
        return false;
  StringRef Name = S.Hardirq ? "hardirq" : "softirq";
  OS << "  lockctx sees no place where " << P.T.Classes[Classes.front()].Name << " is taken "
     << (In ? "in " + Name : "with " + Name + "s enabled").str() << ": ";
  if (In)
    OS << "an entry point that the kernel calls there is not known, or not in what was analysed\n";
  else
    OS << "the function is not reached by a known chain, or something is thought to be off there\n";
  return true;
}

void Matcher::why(const Splat &S, ArrayRef<ClassId> Unsafe, ArrayRef<ClassId> Safe) {
  if (S.Kind == SplatKind::Sleeping) {
    for (const SplatTrace &T : S.Traces)
      for (const std::string &F : T.Functions)
        if (ByName.contains(F)) {
          OS << "  " << F << "() was analysed, and lockctx knows of no chain that comes there where sleeping is "
             << "forbidden, or does not know that what it calls sleeps\n";
          return;
        }
    OS << "  none of the functions of its trace was analysed: add the files that they are in\n";
    return;
  }
  if (Unsafe.empty() || Safe.empty()) {
    OS << "  a lock of it is not in what was analysed: add the files that take it, if the code has it still\n";
    return;
  }
  for (const Finding &F : Findings)
    if (isNamed(F.LockClass, Unsafe) &&
        (isNamed(F.SafeClass, Safe) || (F.SafeClass.empty() && StringRef(F.RuleId).contains("inconsistent")))) {
      OS << "  what mends it may be this, about the same lock:\n";
      finding(F);
      return;
    }
  bool Usage =
      S.Kind == SplatKind::InconsistentState || S.Kind == SplatKind::UnsafeOrder || S.Kind == SplatKind::Inversion;
  bool Said = false;
  if (Usage) {
    Said |= whyNoUsage(S, Safe, /*In=*/true);
    Said |= whyNoUsage(S, Unsafe, /*In=*/false);
  }
  if (Unsafe.front() != Safe.front()) {
    bool Edge = false;
    for (ClassId From : Safe)
      for (ClassId To : Unsafe)
        Edge |= A.Usage->dependencies().count({From, To}) != 0;
    if (!Edge) {
      OS << "  lockctx sees no place where " << P.T.Classes[Unsafe.front()].Name << " is taken while "
         << P.T.Classes[Safe.front()].Name << " is held: the call between them is not resolved, or not analysed\n";
      Said = true;
    }
  }
  StringRef Name = P.T.Classes[Unsafe.front()].Name;
  if (S.Kind == SplatKind::Recursive) {
    OS << "  lockctx sees no way on which " << Name << " is taken while it is held, in what may be the same object\n";
    Said = true;
  }
  if (S.Kind == SplatKind::WaitContext) {
    OS << "  lockctx sees no place where " << Name
       << " is taken while a raw spinlock is held, or in an interrupt that stays one on PREEMPT_RT\n";
    Said = true;
  }
  if (!Said)
    OS << "  all its parts are known, but only as possible, not as certain, or in objects that are never the same\n";
}

bool Matcher::match(const Splat &S) {
  OS << "line " << S.Line << ": " << printable(S.Headline) << "\n";
  std::vector<ClassId> Unsafe = classesOf(S.unsafe(), S), Safe = classesOf(S.safe(), S);
  const Finding *F = S.Kind == SplatKind::Sleeping ? sleepOf(S) : findingOf(S, Unsafe, Safe);
  bool Two = S.safe().Name != S.unsafe().Name;
  auto Only = [&](std::vector<ClassId> &Classes, const std::string &Name) {
    if (isNamed(Name, Classes))
      erase_if(Classes, [&](ClassId C) { return P.T.Classes[C].Name != Name; });
  };
  if (F) {
    Only(Unsafe, F->LockClass);
    Only(Safe, F->SafeClass);
  }
  if (Two)
    lock("held", S.safe(), Safe);
  lock(Two ? "taken" : "lock", S.unsafe(), Unsafe);
  if (F) {
    OS << "  this is the finding\n";
    finding(*F);
  } else {
    OS << "  no finding is this\n";
    for (const SplatTrace &T : S.Traces)
      if (!T.Functions.empty())
        chain(T);
    why(S, Unsafe, Safe);
  }
  OS << "\n";
  return F;
}

int matchSplats(ArrayRef<Splat> Splats, const Analysis &A, ArrayRef<Finding> Findings, StringRef SourceRoot) {
  Matcher M(A, Findings, SourceRoot);
  size_t Matched = 0;
  for (const Splat &S : Splats)
    Matched += M.match(S);
  outs() << Splats.size() << (Splats.size() == 1 ? " report, " : " reports, ") << Matched << " matched\n";
  return Matched == Splats.size() ? 0 : 1;
}

} // namespace lockctx
