//===- Show.cpp - Text ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Show.h"
#include "ShowData.h"
#include "Support/Errors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {
namespace {

class Printer {
public:
  Printer(const Analysis &A, const Shower &Find, raw_ostream &OS) : A(A), P(A.P), Find(Find), OS(OS) {}

  void lock(const ShownClass &C);
  void contexts(const ShownFunction &F);
  void calls(const ShownFunction &F);
  void coverage(const ShownCoverage &C);
  void annotations(ArrayRef<ShownSuggestion> All) {
    for (const ShownSuggestion &S : All)
      OS << place(S.At) << ": " << S.Function << ": " << S.Line << "\n";
  }
  void facts(FuncId F);
  void summary(FuncId F);

private:
  static std::string place(const ShownPlace &At) {
    return At.File.empty() ? "?" : At.File + ":" + std::to_string(At.Line);
  }
  static std::string state(const ShownState &S) {
    return S.State + (S.Sure == Certainty::Always ? "" : std::string(" (") + name(S.Sure) + ")");
  }

  const Analysis &A;
  const Program &P;
  const Shower &Find;
  raw_ostream &OS;
};

void Printer::lock(const ShownClass &C) {
  OS << C.Name << " " << C.Usage << (C.File.empty() ? "" : "  (" + C.File + ")") << "\n";
  for (const ShownSite &S : C.Sites) {
    OS << "    " << place(S.At) << ": " << S.Function << ": " << S.Code;
    if (S.Enables)
      OS << " (enables interrupts while it is held)";
    if (S.Try)
      OS << " (try)";
    OS << "  [";
    if (S.States.empty())
      OS << (S.Known ? "not reached" : "context unknown");
    interleave(S.States, OS, [&](const ShownState &X) { OS << state(X); }, "; ");
    OS << "]\n";
  }
  for (const std::string &To : C.TakenInside)
    OS << "    -> " << To << "\n";
}

void Printer::contexts(const ShownFunction &F) {
  OS << F.Name << " (" << place(F.At) << "):" << (F.Contexts.empty() ? " unknown\n" : "\n");
  for (const ShownContext &C : F.Contexts) {
    OS << "  " << state(C.In);
    for (const std::string &Argument : C.Arguments)
      OS << " with " << Argument;
    OS << "\n      " << place(C.EntryAt) << ": " << C.Entry << " is entered in " << C.Context << ": " << C.How << " ("
       << C.Source << ")\n";
    for (const ShownCall &Call : C.Calls)
      OS << "      " << place(Call.At) << ": " << Call.Caller << " calls " << Call.Callee << " [" << Call.State
         << "]\n";
  }
}

void Printer::calls(const ShownFunction &F) {
  OS << F.Name << " (" << place(F.At) << "):\n";
  for (const ShownCall &C : F.Callers)
    OS << "  called at " << place(C.At) << " by " << C.Caller << " " << C.State << "\n";
  for (const ShownCall &C : F.Callees)
    OS << "  calls " << C.Callee << " at " << place(C.At) << " " << C.State << "\n";
  for (const auto &U : F.Unresolved)
    OS << "  calls through " << U.Target << " at " << place(U.At)
       << (U.Modelled ? " (modelled)\n" : " (not resolved)\n");
}

void Printer::coverage(const ShownCoverage &C) {
  auto Share = [&](StringRef What, unsigned Part, unsigned Whole) {
    OS << format("%-38s %6u of %6u", What.str().c_str(), Part, Whole);
    if (Whole)
      OS << format(" %6.1f %%", 100.0 * Part / Whole);
    OS << "\n";
  };
  Share("functions with a known context", C.Seen.KnownContext, C.Seen.Functions);
  Share("of those that entry points lead to", C.Seen.ReachableKnown, C.Seen.Reachable);
  Share("calls through pointers resolved", C.Seen.ResolvedIndirect, C.Seen.IndirectCalls);
  auto Gaps = [&](StringRef What, ArrayRef<ShownGap> All) {
    if (!All.empty())
      OS << "\n" << What << ", by cause:\n";
    for (const ShownGap &G : All) {
      OS << format("%6zu ", G.Items.size()) << G.Cause << "\n";
      for (const ShownGap::Item &I : G.Items)
        OS << "           " << place(I.At) << ": " << I.Function << "\n";
    }
  };
  Gaps("functions without a context", C.Functions);
  Gaps("calls through pointers without a target", C.Pointers);
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
        OS << "call " << (E.isIndirect() ? "*" + Find.value(E.Target, Fn) : P.T.Symbols[E.Callee].Name.str()) << "(";
        for (size_t K = 0; K < E.Args.size(); ++K)
          OS << (K ? ", " : "") << Find.value(E.Args[K], Fn);
        OS << ")\n";
        break;
      case facts::EventKind::Assign:
      case facts::EventKind::Store:
        OS << (E.Kind == facts::EventKind::Store ? "store " : "assign ") << P.T.printPath(E.Path, Fn.Locals) << " = "
           << Find.value(E.Val, Fn) << "\n";
        break;
      case facts::EventKind::Return:
        OS << "return " << Find.value(E.Val, Fn) << "\n";
        break;
      }
    }
    for (const Edge &E : Fn.Nodes[N].Edges) {
      OS << "    -> " << E.Target;
      if (E.Cond >= 0) {
        LockState S;
        Fact X{Fn.Conditions[E.Cond], E.Sense != 0, {}};
        S.Facts.push_back(&X);
        OS << " " << Find.state(S, Fn);
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
       << (Q.How.Read ? " to read " : " ");
    OS << Find.state(S.States[Q.State], Fn) << "\n";
  }
  for (const CallOccurrence &C : S.Calls)
    for (FuncId To : C.Callees) {
      OS << "  line " << Fn.Events[C.EventIndex].At.Line << ": calls " << P.nameOf(To) << " ";
      OS << Find.state(S.States[C.State], Fn) << "\n";
    }
  for (const Enabling &E : S.Enables) {
    OS << "  line " << Fn.Events[E.EventIndex].At.Line << ": enables interrupts ";
    OS << Find.state(S.States[E.State], Fn) << " -> ";
    OS << Find.state(E.after(S.States[E.State]), Fn) << "\n";
  }
  for (const Exit &X : S.Exits) {
    OS << (X.Leaks ? "  seems to return" : "  returns")
       << (X.ResultTruth == Truth::Yes  ? " true "
           : X.ResultTruth == Truth::No ? " false "
                                        : " ");
    OS << Find.state(X.State, Fn) << "\n";
  }
}

} // namespace

Expected<std::string> show(StringRef What, StringRef Name, bool AsJson, const Analysis &A, StringRef Root) {
  Shower Find(A, Root);
  std::string Text;
  raw_string_ostream OS(Text);
  Printer Print(A, Find, OS);
  if (What == "locks") {
    auto Classes = Find.locks(Name);
    if (!Classes)
      return Classes.takeError();
    if (AsJson)
      writeJson(*Classes, OS);
    else
      for_each(*Classes, [&](const ShownClass &C) { Print.lock(C); });
    return Text;
  }
  if (What == "coverage") {
    ShownCoverage C = Find.coverage();
    if (AsJson)
      writeJson(C, OS);
    else
      Print.coverage(C);
    return Text;
  }
  auto Functions = Find.named(Name);
  if (!Functions)
    return Functions.takeError();
  if (What == "annotations") {
    std::vector<ShownSuggestion> Suggestions = Find.annotations(*Functions);
    if (AsJson)
      writeJson(Suggestions, OS);
    else
      Print.annotations(Suggestions);
    return Text;
  }
  std::vector<ShownFunction> Shown;
  for (FuncId F : *Functions)
    Shown.push_back(What == "contexts" ? Find.contexts(F) : Find.calls(F));
  if (AsJson)
    writeJson(Shown, What == "contexts", OS);
  else
    for (const ShownFunction &F : Shown)
      What == "contexts" ? Print.contexts(F) : Print.calls(F);
  return Text;
}

Expected<int> printStage(StringRef Stage, const Analysis &A) {
  if (Stage != "facts" && Stage != "summary" && Stage != "contexts")
    return failure("no stage is named '" + Stage + "'; there are facts, summary and contexts");
  Shower Find(A, "");
  Printer Print(A, Find, outs());
  for (FuncId F = 0; F < A.P.Functions.size(); ++F) {
    if (Stage == "facts")
      Print.facts(F);
    else if (A.P.Functions[F].Initializer)
      continue;
    else if (Stage == "summary")
      Print.summary(F);
    else
      Print.contexts(Find.contexts(F));
  }
  return 0;
}

} // namespace lockctx
