//===- ShowData.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ShowData.h"
#include "Program/ContextCoverage.h"
#include "Rules/Witness.h"
#include "Support/Errors.h"

using namespace llvm;

namespace lockctx {

ShownPlace Shower::place(Place At) const {
  if (At.File == kNone)
    return {};
  StringRef File = P.T.Files[At.File];
  if (!Root.empty() && File.consume_front(Root))
    File.consume_front("/");
  return {File.str(), At.Line, At.Column};
}

std::string Shower::value(const Value &V, const Function &F) const {
  switch (V.Kind) {
  case facts::ValueKind::Unknown:
    return "?";
  case facts::ValueKind::Const:
    return std::to_string(V.Data);
  case facts::ValueKind::Function:
    return P.T.Symbols[V.Data].Name.str();
  case facts::ValueKind::Address:
    return "&" + P.T.printPath(V.Data, F.Locals);
  case facts::ValueKind::Load:
    return P.T.printPath(V.Data, F.Locals);
  case facts::ValueKind::Truth:
    return (P.T.Tests[V.Data].Sense ? "(" : "!(") + condition(P.T.Tests[V.Data].Cond, F) + ")";
  }
  return "?";
}

std::string Shower::condition(const Condition &X, const Function &F) const {
  std::string C = value(X.Val, F);
  switch (X.Kind) {
  case facts::ConditionKind::True:
    break;
  case facts::ConditionKind::Equal:
    C += " == " + std::to_string(X.Constant);
    break;
  case facts::ConditionKind::Less:
    C += " < " + std::to_string(X.Constant);
    break;
  case facts::ConditionKind::Mask:
    C += " & " + std::to_string(X.Constant);
    break;
  }
  return C;
}

std::string Shower::state(const LockState &S, const Function &F) const {
  std::string Text = "{";
  const char *Separator = "";
  auto Item = [&](const Twine &T) {
    Text += (Separator + T).str();
    Separator = ", ";
  };
  if (S.Bh)
    Item("bh " + Twine(int(S.Bh)));
  if (S.Preempt)
    Item("preempt " + Twine(int(S.Preempt)));
  if (S.Rcu)
    Item("rcu " + Twine(int(S.Rcu)));
  if (S.Irq.K != IrqState::Entry)
    Item(S.Irq.K == IrqState::On ? "irq on" : S.Irq.K == IrqState::Off ? "irq off" : "irq as saved");
  if (S.Context != 0xff)
    Item(Twine("in ") + name(static_cast<ExecContext>(S.Context)));
  for (const HeldLock &H : S.Held)
    Item("holds " + P.T.printPath(H.Path, F.Locals));
  for (PathId D : S.Dropped)
    Item("dropped " + P.T.printPath(D, F.Locals));
  if (S.Feasible != kAllStates) {
    std::string Entered;
    for (unsigned I = 0; I < MachineState::kCount; ++I)
      if (S.Feasible >> I & 1)
        Entered += (Entered.empty() ? "" : "|") + MachineState::fromIndex(I).describe();
    Item("entered in " + Entered);
  }
  for (const Fact &X : S.Facts) {
    Item((X.Sense ? "if " : "unless ") + condition(X.Cond, F));
  }
  return Text + "}";
}

void Shower::eachLock(StringRef Name, function_ref<void(ShownClass)> Do) const {
  WitnessWriter Write(A);
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    ShownClass C;
    C.Name = Write.className(Class).str();
    if (!Name.empty() && !StringRef(C.Name).contains(Name))
      continue;
    std::string DefinedIn = Write.classFile(Class);
    StringRef File = DefinedIn;
    if (!Root.empty() && File.consume_front(Root))
      File.consume_front("/");
    C.File = File.str();
    C.Usage = Usage.Notation;
    for (const LockSite &S : Usage.Sites) {
      if (S.Entry != kNone) // not in the program: the caller of an entry point takes it
        continue;
      const Event &E = P.Functions[S.Function].Events[S.EventIndex];
      ShownSite Site{place(E.At),
                     P.nameOf(S.Function),
                     E.Text,
                     S.Read,
                     S.Try,
                     S.IsEnabling,
                     !A.Contexts->entered(S.Function).empty(),
                     {}};
      const FunctionSummary &Summary = A.Summaries[S.Function];
      const LockState &Before =
          Summary.States[S.IsEnabling ? Summary.Enables[S.Index].State : Summary.Acquisitions[S.Index].State];
      const LockState At = S.IsEnabling ? Summary.Enables[S.Index].after(Before) : Before;
      for (unsigned Sure = 0; Sure < kKnownCertainties; ++Sure) {
        StateSet Set = 0;
        for (VariantId V : A.Contexts->variantsOf(S.Function))
          if (const Variant &Var = A.Contexts->variants()[V]; A.Contexts->possible(Var, Before))
            Set |= At.map(Var.Entered.states(static_cast<Certainty>(Sure)) & At.Feasible);
        for (unsigned I = 0; I < MachineState::kCount; ++I)
          if (Set >> I & 1)
            Site.States.push_back({MachineState::fromIndex(I).describe(), static_cast<Certainty>(Sure)});
      }
      C.Sites.push_back(std::move(Site));
    }
    for (ClassId To : A.Usage->successors(Class))
      C.TakenInside.push_back(Write.className(To).str());
    Do(std::move(C));
  }
}

Expected<std::vector<ShownClass>> Shower::locks(StringRef Name) const {
  std::vector<ShownClass> Result;
  eachLock(Name, [&](ShownClass C) { Result.push_back(std::move(C)); });
  if (Result.empty() && !Name.empty())
    return failure("no lock class has '" + Name + "' in its name");
  return Result;
}

Expected<std::vector<FuncId>> Shower::named(StringRef Name) const {
  std::vector<FuncId> Result;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    if (!P.Functions[F].Initializer && (Name.empty() || P.nameOf(F) == Name))
      Result.push_back(F);
  if (Result.empty())
    return failure("no function is named '" + Name + "' in what was analysed");
  return Result;
}

ShownFunction Shower::contexts(FuncId F) const {
  ShownFunction Result;
  Result.Name = P.nameOf(F).str();
  Result.At = place(P.Functions[F].At);
  for (VariantId V : A.Contexts->variantsOf(F))
    for (unsigned C = 0; C < kKnownCertainties; ++C)
      for (unsigned I = 0; I < MachineState::kCount; ++I) {
        if (!(A.Contexts->variants()[V].Entered.states(static_cast<Certainty>(C)) >> I & 1))
          continue;
        ShownContext X;
        X.In = {MachineState::fromIndex(I).describe(), static_cast<Certainty>(C)};
        for (const ParamValue &K : A.Contexts->variants()[V].Params)
          X.Arguments.push_back(P.T.printPath(K.Path) + (K.IsConstant ? " = " + std::to_string(K.Constant)
                                                         : K.Constant ? " not 0"
                                                                      : " 0"));
        const EntryPoint *Entry = nullptr;
        auto Hops = A.Contexts->chain(V, I, static_cast<Certainty>(C), Entry);
        FuncId Entered = A.Contexts->variants()[Hops.front().V].Function;
        X.Entry = P.nameOf(Entered).str();
        X.EntryAt = place(Entry && Entry->At.File != kNone ? Entry->At : P.Functions[Entered].At);
        X.Context = Entry ? Entry->Context->Name : "unknown";
        X.How = Entry ? Entry->How : "no caller is known; what it calls needs this state";
        X.Source = Entry ? Entry->Source : P.nameOf(Entered).str();
        for (size_t H = 0; H + 1 < Hops.size(); ++H) {
          FuncId From = A.Contexts->variants()[Hops[H].V].Function;
          X.Calls.push_back({place(P.Functions[From].Events[Hops[H].EventIndex].At), P.nameOf(From).str(),
                             P.nameOf(A.Contexts->variants()[Hops[H + 1].V].Function).str(),
                             MachineState::fromIndex(Hops[H + 1].State).describe()});
        }
        Result.Contexts.push_back(std::move(X));
      }
  return Result;
}

ShownFunction Shower::calls(FuncId F) const {
  ShownFunction Result;
  Result.Name = P.nameOf(F).str();
  Result.At = place(P.Functions[F].At);
  auto Call = [&](FuncId From, const CallOccurrence &C, FuncId To) {
    return ShownCall{place(P.Functions[From].Events[C.EventIndex].At), P.nameOf(From).str(), P.nameOf(To).str(),
                     state(A.Summaries[From].States[C.State], P.Functions[From])};
  };
  for (FuncId Caller = 0; Caller < P.Functions.size(); ++Caller)
    for (const CallOccurrence &C : A.Summaries[Caller].Calls)
      if (is_contained(C.Callees, F))
        Result.Callers.push_back(Call(Caller, C, F));
  for (const CallOccurrence &C : A.Summaries[F].Calls)
    for (FuncId To : C.Callees)
      Result.Callees.push_back(Call(F, C, To));
  for (const Event &E : P.Functions[F].Events)
    if (E.isIndirect() && A.Pointers.callees(F, E).empty())
      Result.Unresolved.push_back({place(E.At), value(E.Target, P.Functions[F]), A.Pointers.entryOf(E) != nullptr});
  return Result;
}

ShownCoverage Shower::coverage() const {
  ContextCoverage C = coverContexts(P, A.Pointers, A.Summaries, *A.Contexts);
  std::map<std::string, std::vector<ShownGap::Item>> Functions, Pointers;
  for (const ContextCoverage::Unknown &U : C.Without) {
    std::string Cause;
    switch (U.Why) {
    case NoContext::NeverCalled:
      Cause = "called by nothing";
      break;
    case NoContext::AddressOnly:
      Cause = U.From + ", not called from there";
      break;
    case NoContext::Callers:
      Cause = U.From.empty() ? "called only by each other" : "called only below " + U.From;
      break;
    case NoContext::NotReached:
      Cause = "called, but never reached";
      break;
    }
    Functions[(U.Reachable ? "" : "not from an entry point: ") + Cause].push_back(
        {place(P.Functions[U.Function].At), P.nameOf(U.Function).str()});
  }
  for (const ContextCoverage::Unresolved &U : C.Pointers)
    Pointers[U.Through].push_back({place(U.At), P.nameOf(U.Function).str()});
  auto Sorted = [](std::map<std::string, std::vector<ShownGap::Item>> &By) {
    std::vector<ShownGap> Gaps;
    for (auto &[Cause, Items] : By)
      Gaps.push_back({Cause, std::move(Items)});
    stable_sort(Gaps, [](const ShownGap &L, const ShownGap &R) { return L.Items.size() > R.Items.size(); });
    return Gaps;
  };
  return {P.Seen, Sorted(Functions), Sorted(Pointers)};
}

std::vector<ShownSuggestion> Shower::annotations(ArrayRef<FuncId> Functions) const {
  const unsigned MaySleep = MachineState::make(ExecContext::Task, false, false).index();
  DenseSet<FuncId> Entered; // the kernel knows their context
  for (const EntryPoint &E : A.Contexts->entryPoints())
    Entered.insert(E.Function);
  std::vector<ShownSuggestion> Result;
  for (FuncId F : Functions) {
    const Function &Fn = P.Functions[F];
    bool Says = !Fn.ContextSection.empty() ||
                any_of(Fn.Annotations, [](StringRef Text) { return Text.starts_with("lockctx:"); });
    EntrySet In = A.Contexts->entered(F);
    StateSet States = In.states(Certainty::Always) | In.states(Certainty::Init);
    if (Says || Entered.contains(F) || !States || In.states(Certainty::May))
      continue;
    ShownSuggestion S{P.nameOf(F).str(), place(Fn.At), "Context: "};
    if (States == StateSet(1) << MaySleep) {
      S.Line += "Process context. May sleep.";
    } else {
      const char *Separator = "";
      for (unsigned I = 0; I < MachineState::kCount; ++I)
        if (States >> I & 1) {
          S.Line += Separator + MachineState::fromIndex(I).describe();
          Separator = "; ";
        }
      S.Line += ". Must not sleep.";
    }
    Result.push_back(std::move(S));
  }
  return Result;
}

} // namespace lockctx
