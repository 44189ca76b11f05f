//===- Witness.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Rules/Witness.h"
#include "Rules/Occurrences.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {

Guess guessAt(const Analysis &A, const LockState &S, const Event &E, size_t Callees) {
  Guess G;
  if (E.isIndirect())
    G.Callees = Callees;
  for (const Fact &X : S.Facts) {
    if (X.Cond.Val.Kind != facts::ValueKind::Load ||
        (X.Cond.Kind != facts::ConditionKind::Mask && X.Cond.Kind != facts::ConditionKind::Equal))
      continue;
    const PathInfo &Path = A.P.T.Paths[X.Cond.Val.Data];
    if (!Path.Steps.empty() && (Path.Kind == facts::RootKind::Param || Path.Kind == facts::RootKind::Global)) {
      G.Tested = X.Cond.Val.Data;
      break;
    }
  }
  return G;
}

std::string Guess::describe(const Tables &T) const {
  std::string Text;
  if (Callees > 1)
    Text = "one of " + std::to_string(Callees) + " functions that the pointer may hold";
  if (Tested == kNone)
    return Text;
  for (uint32_t Step : reverse(T.Paths[Tested].Steps))
    if ((Step & 3) == kMember) {
      const FieldInfo &Field = T.Fields[Step >> 2];
      return (Text.empty() ? "" : Text + ", ") + "if " + T.Records[Field.Record].Name.str() + "." + Field.Name.str() +
             " is as tested on the way";
    }
  return (Text.empty() ? "" : Text + ", ") + "if what is tested on the way is so";
}

void addSite(Finding &F, Finding Other) {
  WitnessChain &Chain = Other.Chains.front();
  Chain.Title = "how it gets to " + Other.UnsafeSites.front().Function + "()";
  Chain.OtherSite = true;
  F.Chains.push_back(std::move(Chain));
  F.UnsafeSites.push_back(std::move(Other.UnsafeSites.front()));
}

std::vector<std::string> drawScenario(ArrayRef<std::pair<unsigned, std::string>> Lines) {
  size_t Column = 31; // lockdep's, for names as short as its own
  bool Two = false;
  for (const auto &[Cpu, Text] : Lines) {
    if (Cpu == 0)
      Column = std::max(Column, Text.size() + 4);
    Two |= Cpu == 1;
  }
  std::string Gap(Two ? Column - 6 : 0, ' ');
  std::vector<std::string> Out{"       CPU0" + (Two ? Gap + "CPU1" : ""), "       ----" + (Two ? Gap + "----" : "")};
  for (const auto &[Cpu, Text] : Lines)
    Out.push_back(std::string(Cpu == 0 ? 2 : Column, ' ') + Text);
  return Out;
}

std::vector<std::string> drawRecursion(StringRef Lock) {
  std::string Line = ("lock(" + Lock + ");").str();
  return drawScenario({{0, Line}, {0, Line}});
}

void WitnessWriter::setLockClass(Finding &F, ClassId C) const {
  F.LockClass = className(C).str();
  F.LockClassFile = classFile(C);
  F.LockClassUsage = usage(C);
}

std::string WitnessWriter::takes(ClassId C) const {
  return (A.Usage->isPseudo(C) ? "waits for " : "takes ") + className(C).str();
}

/// What is not proven of a call, or of an acquisition, in state \p S.
void WitnessWriter::setGuess(ChainStep &Step, FuncId F, uint32_t EventIndex, const LockState &S) const {
  size_t Callees = 1;
  bool Elsewhere = false, OneEach = true;
  auto Module = [&](FuncId G) { return P.Functions[G].ModuleId; };
  for (const CallOccurrence &C : A.Summaries[F].Calls)
    if (C.EventIndex == EventIndex) {
      Callees = std::max(Callees, C.Callees.size());
      Elsewhere |= any_of(C.Callees, [&](FuncId G) { return P.Functions[G].At.File != P.Functions[F].At.File; });
      OneEach &= all_of(C.Callees, [&](FuncId G) {
        return Module(G) != kBuiltIn && Module(G) != Module(F) &&
               count_if(C.Callees, [&](FuncId H) { return Module(H) == Module(G); }) == 1;
      });
    }
  Guess G = guessAt(A, S, P.Functions[F].Events[EventIndex], Callees);
  Step.Guess = G.describe(P.T);
  Step.Choice = G.Callees > 1 && Elsewhere;
  Step.OfModules = Step.Choice && OneEach;
}

std::string WitnessWriter::classFile(ClassId C) const {
  FileId File = P.T.Classes[C].File;
  return File == kNone ? "" : P.T.Files[File].str();
}

std::string WitnessWriter::usage(ClassId C) const {
  auto It = A.Usage->classes().find(C);
  return It == A.Usage->classes().end() ? "{....}" : It->second.Notation;
}

std::string WitnessWriter::held(FuncId F, const LockState &S) const {
  std::string Text;
  for (const HeldLock &H : S.Held) {
    if (H.Class == kNone)
      continue;
    SourceLocation L = P.location(P.Functions[F].Events[H.EventIndex].At);
    Text += (Text.empty() ? "" : ", ") + className(H.Class).str() + " (taken at " + L.File + ":" +
            std::to_string(L.Line) + ")";
  }
  return Text;
}

ChainStep WitnessWriter::step(FuncId F, uint32_t EventIndex, std::string What, MachineState State) const {
  ChainStep S;
  S.Loc = P.location(P.Functions[F].Events[EventIndex].At);
  S.Function = P.nameOf(F).str();
  S.What = std::move(What);
  S.State = State.describe();
  return S;
}

static std::string join(std::string A, const std::string &B) { return A.empty() || B.empty() ? A + B : A + ", " + B; }

void WitnessWriter::addHops(ArrayRef<ContextPropagation::Hop> Hops, const EntryPoint *Entry, WitnessChain &Out) const {
  const auto &Variants = A.Contexts->variants();
  ChainStep First;
  FuncId Entered = Variants[Hops.front().V].Function;
  First.Function = P.nameOf(Entered).str();
  First.State = MachineState::fromIndex(Hops.front().State).describe();
  if (!Entry) {
    bool Asserts = A.Contexts->variants()[Hops.front().V].Entered.states() != 0;
    First.Loc = P.location(P.Functions[Entered].At);
    First.Guess = "no caller of it was analysed";
    First.What = Asserts ? "entered so by callers that are not known, as what it calls needs it"
                         : "entered by callers that are not known";
    if (!Asserts)
      First.State = "not known";
  } else {
    First.Loc = P.location(Entry->At.File == kNone ? P.Functions[Entered].At : Entry->At);
    First.What = "entered in " + Entry->Context->Name + " (" + Entry->How + "; " + Entry->Source + ")";
    if (Hops.front().Sure == Certainty::May)
      First.Guess = "other code, or the configuration, decides whether it is";
    if (Entry->ByType)
      First.Guess = "an entry point by its type alone";
    for (const std::string &Lock : Entry->Held)
      First.Held += (First.Held.empty() ? "" : ", ") + Lock;
  }
  std::string Outer = First.Held;
  Out.Steps.push_back(std::move(First));
  for (size_t I = 0; I + 1 < Hops.size(); ++I) {
    FuncId F = Variants[Hops[I].V].Function, To = Variants[Hops[I + 1].V].Function;
    const LockState &S = A.Summaries[F].States[Hops[I].SummaryState];
    ChainStep Next =
        step(F, Hops[I].EventIndex, "calls " + P.nameOf(To).str() + "()", S.at(MachineState::fromIndex(Hops[I].State)));
    if (P.Functions[F].Events[Hops[I].EventIndex].isIndirect())
      Next.What += " through a pointer";
    setGuess(Next, F, Hops[I].EventIndex, S);
    Outer = join(Outer, held(F, S));
    Next.Held = Outer;
    Out.Steps.push_back(std::move(Next));
  }
}

/// Below a call: the wrappers down to the acquisition itself.
void WitnessWriter::descendVia(FuncId Callee, uint32_t Index, WitnessChain &Out, const std::string &State) const {
  // Below a recursive function what a callee did when it was looked up may have another number now.
  for (unsigned Depth = 0; Callee != kNone && Depth < 64 && Index < A.Summaries[Callee].Acquisitions.size(); ++Depth) {
    const Acquisition &Inner = A.Summaries[Callee].Acquisitions[Index];
    ChainStep S =
        step(Callee, Inner.EventIndex, P.Functions[Callee].Events[Inner.EventIndex].Text.str(), MachineState());
    S.State = State;
    S.Held = Out.Steps.back().Held;
    Out.Steps.push_back(std::move(S));
    Index = Inner.Via;
    Callee = Inner.Callee;
  }
}

void WitnessWriter::descend(FuncId Callee, TakenClass Class, uint32_t Home, WitnessChain &Out,
                            const std::string &State) const {
  for (unsigned Depth = 0; Callee != kNone && Depth < 64; ++Depth) {
    const ClassWitness *Way = A.Usage->wayTo(Callee, Class, Home);
    if (!Way)
      return;
    const ClassWitness &W = *Way;
    std::string What = W.Callee == kNone ? takes(Class.Class) : "calls " + P.nameOf(W.Callee).str() + "()";
    ChainStep S = step(Callee, W.EventIndex, std::move(What), MachineState());
    S.State = State;
    S.Held = Out.Steps.back().Held;
    setGuess(S, Callee, W.EventIndex, LockState());
    Out.Steps.push_back(std::move(S));
    Callee = W.Callee;
    if (Callee != kNone)
      Home = A.Contexts->homeIn(Home, Callee);
  }
}

WitnessChain WitnessWriter::chain(const LockSite &Site, const UsageWitness &W, std::string Title) const {
  WitnessChain Out;
  Out.Title = std::move(Title);
  const EntryPoint *Entry = nullptr;
  auto Hops = A.Contexts->chain(W.V, W.State, W.Sure, Entry);
  if (Site.Entry != kNone)
    Entry = &A.Contexts->entryPoints()[Site.Entry];
  addHops(Hops, Entry, Out);
  if (Site.Entry != kNone)
    return Out;
  const FunctionSummary &Summary = A.Summaries[Site.Function];
  MachineState At = A.Usage->stateAt(Site, W);
  if (Site.IsEnabling) {
    const Enabling &E = Summary.Enables[Site.Index];
    ChainStep S = step(Site.Function, Site.EventIndex,
                       "enables interrupts: " + P.Functions[Site.Function].Events[Site.EventIndex].Text.str(), At);
    S.Held = join(Out.Steps.back().Held, held(Site.Function, Summary.States[E.State]));
    setGuess(S, Site.Function, Site.EventIndex, Summary.States[E.State]);
    Out.Steps.push_back(std::move(S));
    return Out;
  }
  const Acquisition &Acq = Summary.Acquisitions[Site.Index];
  ChainStep S = step(Site.Function, Site.EventIndex, takes(Acq.Class), At);
  S.Held = join(Out.Steps.back().Held, held(Site.Function, Summary.States[Acq.State]));
  setGuess(S, Site.Function, Site.EventIndex, Summary.States[Acq.State]);
  size_t Files = count_if(P.T.InitFiles.lookup(Acq.Class),
                          [&](const auto &File) { return P.related(File.second, A.Contexts->homeOf(W.V)); });
  if (Files > 1) {
    S.Guess += ((S.Guess.empty() ? "if the sides are one class: " : ", and if the sides are one class: ") +
                Twine(Files) + " files initialise such locks")
                   .str();
    S.Choice = true;
  }
  Out.Steps.push_back(std::move(S));
  descendVia(Acq.Callee, Acq.Via, Out, At.describe());
  return Out;
}

WitnessChain WitnessWriter::chain(const Dependency &D, ClassId Held, ClassId Taken, std::string Title) const {
  WitnessChain Out;
  Out.Title = std::move(Title);
  const EntryPoint *Entry = nullptr;
  auto Hops = A.Contexts->chain(D.Where.V, D.Where.State, D.Where.Sure, Entry);
  addHops(Hops, Entry, Out);
  FuncId F = A.Contexts->variants()[D.Where.V].Function;
  if (D.HeldEvent != kNone) {
    // Just before it takes the first lock; the states of both are what matters.
    const LockState &S = A.Summaries[F].States[D.State];
    MachineState At = S.at(MachineState::fromIndex(D.Where.State));
    const Event &First = P.Functions[F].Events[D.HeldEvent];
    std::string Outer = Out.Steps.back().Held;
    ChainStep Taking = step(F, D.HeldEvent, "takes " + className(Held).str(), At);
    if (!First.Text.empty() &&
        P.T.Symbols[First.Callee == kNone ? P.Functions[F].Symbol : First.Callee].Model == nullptr)
      Taking.What = "calls " + First.Text.str() + ", which takes " + className(Held).str();
    Taking.Held = Outer;
    Out.Steps.push_back(std::move(Taking));
    ChainStep Second =
        step(F, D.EventIndex, D.Callee == kNone ? takes(Taken) : "calls " + P.nameOf(D.Callee).str() + "()", At);
    Second.Held = join(Outer, held(F, S));
    setGuess(Second, F, D.EventIndex, S);
    Out.Steps.push_back(std::move(Second));
    if (D.Callee != kNone)
      descend(D.Callee, {Taken, D.TakenRead}, A.Contexts->homeIn(A.Contexts->homeOf(D.Where.V), D.Callee), Out,
              At.describe());
    return Out;
  }
  MachineState At = MachineState::fromIndex(D.Where.State);
  descend(F, {Taken, D.TakenRead}, A.Contexts->homeOf(D.Where.V), Out, At.describe());
  return Out;
}

WitnessChain WitnessWriter::chainTo(VariantId V, unsigned State, Certainty C, std::string Title) const {
  WitnessChain Out;
  Out.Title = std::move(Title);
  const EntryPoint *Entry = nullptr;
  auto Hops = A.Contexts->chain(V, State, C, Entry);
  addHops(Hops, Entry, Out);
  return Out;
}

ChainStep WitnessWriter::eventStep(FuncId F, uint32_t EventIndex, const LockState &S, MachineState At) const {
  const Event &E = P.Functions[F].Events[EventIndex];
  ChainStep Out =
      step(F, EventIndex,
           E.Callee == kNone ? "calls " + E.Text.str() : "calls " + P.T.Symbols[E.Callee].Name.str() + "()", At);
  Out.Held = held(F, S);
  setGuess(Out, F, EventIndex, S);
  return Out;
}

FindingSite WitnessWriter::callSite(FuncId F, uint32_t EventIndex, MachineState At, StringRef Rule) const {
  const Event &E = P.Functions[F].Events[EventIndex];
  FindingSite Out;
  Out.Loc = P.location(E.At);
  Out.Function = P.nameOf(F).str();
  Out.Code = E.Text.str();
  Out.State = At.describe();
  Out.Fingerprint =
      (Rule + "|" + P.nameOf(F) + "|" + (E.Callee == kNone ? StringRef() : P.T.Symbols[E.Callee].Name)).str();
  return Out;
}

FindingSite WitnessWriter::site(const LockSite &Site, const UsageWitness &W, ClassId Class, StringRef Rule) const {
  FindingSite Out;
  if (Site.Entry != kNone) {
    Out.Loc = P.location(P.Functions[Site.Function].At);
    Out.Function = P.nameOf(Site.Function).str();
    Out.Code = Out.Function + "()";
    Out.State = MachineState::fromIndex(W.State).describe();
    return Out;
  }
  const Event &E = P.Functions[Site.Function].Events[Site.EventIndex];
  Out.Loc = P.location(E.At);
  Out.Function = P.nameOf(Site.Function).str();
  Out.Code = E.Text.str();
  if (W.valid())
    Out.State = A.Usage->stateAt(Site, W).describe();
  // The class is what the lock's expression says, whatever local or alias it begins with.
  Out.Fingerprint = (Rule + "|" + className(Class) + "|" + P.nameOf(Site.Function)).str();
  return Out;
}

void stand(const Analysis &A, Reached &R) {
  const auto &Variants = A.Contexts->variants();
  if (!A.P.Functions[R.Function].ModName.empty())
    return;
  const EntryPoint *Ignored = nullptr;
  auto Hops = A.Contexts->chain(R.V, R.Entry, R.Sure, Ignored);
  for (size_t I = Hops.size() - 1; I-- > 0 && A.P.Functions[R.Stands].ModName.empty();) {
    R.Stands = Variants[Hops[I].V].Function;
    R.StandsEvent = Hops[I].EventIndex;
  }
}

Finding callFinding(const WitnessWriter &Write, const RuleInfo &Rule, const Reached &R) {
  Finding F = findingOf(Rule);
  F.Sure = R.Sure == Certainty::May ? Confidence::Medium : Confidence::High;
  F.InitOnly = R.Sure == Certainty::Init;
  F.UnsafeSites.push_back(Write.callSite(R.Stands, R.StandsEvent, R.At, Rule.Id));
  WitnessChain Chain = Write.chainTo(R.V, R.Entry, R.Sure, "how it gets there");
  Chain.Steps.push_back(Write.eventStep(R.Function, R.Where.EventIndex, R.State, R.At));
  F.Chains.push_back(std::move(Chain));
  return F;
}

} // namespace lockctx
