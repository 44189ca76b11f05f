//===- Show.cpp -----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Show.h"
#include "Rules/Witness.h"
#include "Support/Errors.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {
namespace {

class Printer {
public:
  Printer(const Analysis &A, StringRef Root) : A(A), P(A.P), Root(Root), Write(A), OS(outs()) {}

  Error locks(StringRef Name);
  Error contexts(StringRef Name);
  Error calls(StringRef Name);
  void facts(FuncId F);
  void summary(FuncId F);
  void contextsOf(FuncId F);

private:
  std::string place(Place At) const {
    if (At.File == kNone)
      return "?";
    StringRef File = P.T.Files[At.File];
    if (!Root.empty() && File.consume_front(Root))
      File.consume_front("/");
    return (File + ":" + Twine(At.Line)).str();
  }
  std::string value(const Value &V, const Function &F) const;
  void state(const LockState &S, const Function &F);
  void steps(const WitnessChain &C);
  Expected<std::vector<FuncId>> named(StringRef Name) const;

  const Analysis &A;
  const Program &P;
  StringRef Root;
  WitnessWriter Write;
  raw_ostream &OS;
};

std::string Printer::value(const Value &V, const Function &F) const {
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
  case facts::ValueKind::Text:
    return "text" + P.T.Symbols[V.Data].Name.str();
  }
  return "?";
}

void Printer::state(const LockState &S, const Function &F) {
  OS << "{";
  const char *Separator = "";
  auto Item = [&](const Twine &T) {
    OS << Separator << T;
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
    std::string Text;
    for (unsigned I = 0; I < MachineState::kCount; ++I)
      if (S.Feasible >> I & 1)
        Text += (Text.empty() ? "" : "|") + MachineState::fromIndex(I).describe();
    Item("entered in " + Text);
  }
  for (const Fact &X : S.Facts) {
    std::string C = value(X.Cond.Val, F);
    switch (X.Cond.Kind) {
    case facts::ConditionKind::True:
      break;
    case facts::ConditionKind::Equal:
      C += " == " + std::to_string(X.Cond.Constant);
      break;
    case facts::ConditionKind::Less:
      C += " < " + std::to_string(X.Cond.Constant);
      break;
    case facts::ConditionKind::Mask:
      C += " & " + std::to_string(X.Cond.Constant);
      break;
    }
    Item((X.Sense ? "if " : "unless ") + C);
  }
  OS << "}";
}

void Printer::steps(const WitnessChain &C) {
  for (const ChainStep &S : C.Steps) {
    StringRef File = S.Loc.File;
    if (!Root.empty() && File.consume_front(Root))
      File.consume_front("/");
    OS << "      " << File << ":" << S.Loc.Line << ": " << S.Function << ": " << S.What << " [" << S.State << "]";
    if (!S.Held.empty())
      OS << " holding " << S.Held;
    OS << "\n";
  }
}

Error Printer::locks(StringRef Name) {
  bool Any = false;
  for (const auto &[Class, Usage] : A.Usage->classes()) {
    StringRef ClassName = Write.className(Class);
    if (!Name.empty() && !ClassName.contains(Name))
      continue;
    Any = true;
    std::string File = Write.classFile(Class);
    StringRef Short = File;
    if (!Root.empty() && Short.consume_front(Root))
      Short.consume_front("/");
    OS << ClassName << " " << Usage.notation() << (Short.empty() ? "" : "  (" + Short.str() + ")") << "\n";
    for (const LockSite &S : Usage.Sites) {
      const Event &E = P.Functions[S.Function].Events[S.EventIndex];
      OS << "    " << place(E.At) << ": " << P.nameOf(S.Function) << ": " << E.Text;
      if (S.IsEnabling)
        OS << " (enables interrupts while it is held)";
      if (S.Try)
        OS << " (try)";
      std::string States;
      EntrySet Entered = A.Contexts->entered(S.Function);
      if (!S.Reached.valid())
        States = Entered.empty() ? "context unknown" : "not reached";
      else {
        const LockState &At = S.IsEnabling
                                  ? A.Summaries[S.Function].Enables[S.Index].After
                                  : A.Summaries[S.Function].States[A.Summaries[S.Function].Acquisitions[S.Index].State];
        for (unsigned C = 0; C < kKnownCertainties; ++C) {
          StateSet Set = At.map(Entered.states(static_cast<Certainty>(C)) & At.Feasible);
          for (unsigned I = 0; I < MachineState::kCount; ++I)
            if (Set >> I & 1)
              States += (States.empty() ? "" : "; ") + MachineState::fromIndex(I).describe() +
                        (C ? std::string(" (") + name(static_cast<Certainty>(C)) + ")" : "");
        }
      }
      OS << "  [" << States << "]\n";
    }
    for (ClassId To : A.Usage->successors(Class))
      OS << "    -> " << Write.className(To) << "\n";
  }
  return Any || Name.empty() ? Error::success() : failure("no lock class has '" + Name + "' in its name");
}

Expected<std::vector<FuncId>> Printer::named(StringRef Name) const {
  std::vector<FuncId> Result;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    if (!P.Functions[F].Initializer && (Name.empty() || P.nameOf(F) == Name))
      Result.push_back(F);
  if (Result.empty())
    return failure("no function is named '" + Name + "' in what was analysed");
  return Result;
}

void Printer::contextsOf(FuncId F) {
  EntrySet Set = A.Contexts->entered(F);
  OS << P.nameOf(F) << " (" << place(P.Functions[F].At) << "):";
  if (Set.empty())
    OS << " unknown\n";
  else
    OS << "\n";
  for (VariantId V : A.Contexts->variantsOf(F))
    for (unsigned C = 0; C < kKnownCertainties; ++C)
      for (unsigned I = 0; I < MachineState::kCount; ++I) {
        if (!(A.Contexts->variants()[V].Entered.states(static_cast<Certainty>(C)) >> I & 1))
          continue;
        OS << "  " << MachineState::fromIndex(I).describe();
        if (C)
          OS << " (" << name(static_cast<Certainty>(C)) << ")";
        for (const ParamValue &K : A.Contexts->variants()[V].Params)
          OS << " with arg" << K.Param
             << (K.IsConstant ? " = " + std::to_string(K.Constant)
                 : K.Constant ? " not 0"
                              : " 0");
        OS << "\n";
        const EntryPoint *Entry = nullptr;
        auto Hops = A.Contexts->chain(V, I, static_cast<Certainty>(C), Entry);
        OS << "      " << place(Entry->At.File == kNone ? P.Functions[Entry->Function].At : Entry->At) << ": "
           << P.nameOf(Entry->Function) << " is entered in " << Entry->Context->Name << ": " << Entry->How << " ("
           << Entry->Source << ")\n";
        for (size_t H = 0; H + 1 < Hops.size(); ++H) {
          FuncId From = A.Contexts->variants()[Hops[H].V].Function;
          OS << "      " << place(P.Functions[From].Events[Hops[H].EventIndex].At) << ": " << P.nameOf(From)
             << " calls " << P.nameOf(A.Contexts->variants()[Hops[H + 1].V].Function) << " ["
             << MachineState::fromIndex(Hops[H + 1].State).describe() << "]\n";
        }
      }
}

Error Printer::contexts(StringRef Name) {
  auto Functions = named(Name);
  if (!Functions)
    return Functions.takeError();
  for (FuncId F : *Functions)
    contextsOf(F);
  return Error::success();
}

Error Printer::calls(StringRef Name) {
  auto Functions = named(Name);
  if (!Functions)
    return Functions.takeError();
  for (FuncId F : *Functions) {
    OS << P.nameOf(F) << " (" << place(P.Functions[F].At) << "):\n";
    for (FuncId Caller = 0; Caller < P.Functions.size(); ++Caller)
      for (const CallOccurrence &C : A.Summaries[Caller].Calls)
        if (is_contained(C.Callees, F)) {
          OS << "  called at " << place(P.Functions[Caller].Events[C.EventIndex].At) << " by " << P.nameOf(Caller)
             << " ";
          state(A.Summaries[Caller].States[C.State], P.Functions[Caller]);
          OS << "\n";
        }
    for (const CallOccurrence &C : A.Summaries[F].Calls)
      for (FuncId To : C.Callees) {
        OS << "  calls " << P.nameOf(To) << " at " << place(P.Functions[F].Events[C.EventIndex].At) << " ";
        state(A.Summaries[F].States[C.State], P.Functions[F]);
        OS << "\n";
      }
    for (const Event &E : P.Functions[F].Events)
      if (E.isIndirect() && A.Pointers.callees(F, E).empty())
        OS << "  calls through " << value(E.Target, P.Functions[F]) << " at " << place(E.At)
           << (A.Pointers.entryOf(E) ? " (modelled)\n" : " (not resolved)\n");
  }
  return Error::success();
}

void Printer::facts(FuncId F) {
  const Function &Fn = P.Functions[F];
  OS << "function " << P.nameOf(F) << " params " << Fn.Params << (Fn.Incomplete ? " incomplete" : "") << "\n";
  for (size_t N = 0; N < Fn.Nodes.size(); ++N) {
    OS << "  node " << N << ":\n";
    for (uint32_t I = Fn.Nodes[N].First; I < Fn.Nodes[N].First + Fn.Nodes[N].Count; ++I) {
      const Event &E = Fn.Events[I];
      OS << "    " << I << " line " << E.At.Line << ": ";
      switch (E.Kind) {
      case facts::EventKind::Call:
        OS << "call " << (E.isIndirect() ? "*" + value(E.Target, Fn) : P.T.Symbols[E.Callee].Name.str()) << "(";
        for (size_t K = 0; K < E.Args.size(); ++K)
          OS << (K ? ", " : "") << value(E.Args[K], Fn);
        OS << ")\n";
        break;
      case facts::EventKind::Assign:
      case facts::EventKind::Store:
        OS << (E.Kind == facts::EventKind::Store ? "store " : "assign ") << P.T.printPath(E.Path, Fn.Locals) << " = "
           << value(E.Val, Fn) << "\n";
        break;
      case facts::EventKind::Return:
        OS << "return " << value(E.Val, Fn) << "\n";
        break;
      }
    }
    for (const Edge &E : Fn.Nodes[N].Edges) {
      OS << "    -> " << E.Target;
      if (E.Cond >= 0) {
        LockState S;
        S.Facts.push_back({Fn.Conditions[E.Cond], E.Sense});
        OS << " ";
        state(S, Fn);
      }
      OS << "\n";
    }
  }
}

void Printer::summary(FuncId F) {
  const Function &Fn = P.Functions[F];
  const FunctionSummary &S = A.Summaries[F];
  OS << "function " << P.nameOf(F) << (S.Truncated ? " (truncated)" : "") << "\n";
  for (const Acquisition &Q : S.Acquisitions) {
    OS << "  line " << Fn.Events[Q.EventIndex].At.Line << ": " << (Q.Try ? "tries " : "takes ")
       << P.T.printPath(Q.Path, Fn.Locals);
    OS << (Q.Class == kNone ? " of unknown class" : " of class " + P.T.Classes[Q.Class].Name.str())
       << (Q.Read ? " to read " : " ");
    state(S.States[Q.State], Fn);
    OS << "\n";
  }
  for (const CallOccurrence &C : S.Calls)
    for (FuncId To : C.Callees) {
      OS << "  line " << Fn.Events[C.EventIndex].At.Line << ": calls " << P.nameOf(To) << " ";
      state(S.States[C.State], Fn);
      OS << "\n";
    }
  for (const Enabling &E : S.Enables) {
    OS << "  line " << Fn.Events[E.EventIndex].At.Line << ": enables interrupts ";
    state(S.States[E.State], Fn);
    OS << " -> ";
    state(E.After, Fn);
    OS << "\n";
  }
  for (const Exit &X : S.Exits) {
    OS << "  returns" << (X.ResultTruth == Truth::Yes ? " true " : X.ResultTruth == Truth::No ? " false " : " ");
    state(X.State, Fn);
    OS << "\n";
  }
}

} // namespace

Expected<int> show(StringRef What, StringRef Name, const Analysis &A, StringRef Root) {
  Printer Print(A, Root);
  Error E = What == "locks" ? Print.locks(Name) : What == "contexts" ? Print.contexts(Name) : Print.calls(Name);
  if (E)
    return std::move(E);
  return 0;
}

Expected<int> printStage(StringRef Stage, const Analysis &A) {
  if (Stage != "facts" && Stage != "summary" && Stage != "contexts")
    return failure("no stage is named '" + Stage + "'; there are facts, summary and contexts");
  Printer Print(A, "");
  for (FuncId F = 0; F < A.P.Functions.size(); ++F) {
    if (Stage == "facts")
      Print.facts(F);
    else if (A.P.Functions[F].Initializer)
      continue;
    else if (Stage == "summary")
      Print.summary(F);
    else
      Print.contextsOf(F);
  }
  return 0;
}

} // namespace lockctx
