//===- ContextCoverage.cpp ------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/ContextCoverage.h"

using namespace llvm;

namespace lockctx {
namespace {

class Cover {
public:
  Cover(const Program &P, const PointerFlow &Pointers, const std::vector<FunctionSummary> &Summaries,
        const ContextPropagation &Contexts)
      : P(P), Pointers(Pointers), Summaries(Summaries), Contexts(Contexts), Callers(P.Functions.size()),
        Callees(P.Functions.size()), AddressIn(P.Functions.size()) {}

  ContextCoverage run();

private:
  void readFunction(FuncId F);
  std::string pointer(FuncId F, const Value &V, bool Sources) const;
  std::vector<bool> reachable() const;
  bool counted(FuncId F) const { return !P.Functions[F].Initializer && !P.T.Symbols[P.Functions[F].Symbol].Model; }
  void addCall(FuncId From, FuncId To) {
    Callees[From].push_back(To);
    Callers[To].push_back(From);
  }
  /// A global that nothing reads is no place to go to: linkage magic, as of exported symbols.
  bool isRead(PathId Path) const {
    const PathInfo &Of = P.T.Paths[Path];
    return Of.Kind != facts::RootKind::Global || Read.contains(Of.Root);
  }
  void markRead(const Value &V) {
    if (V.isPath() && P.T.Paths[V.Data].Kind == facts::RootKind::Global)
      Read.insert(P.T.Paths[V.Data].Root);
  }
  template <typename Fn> void addAddress(const Value &V, Fn Where) {
    if (V.Kind == facts::ValueKind::Function)
      if (FuncId To = P.definition(V.Data); To != kNone && AddressIn[To].empty())
        AddressIn[To] = Where();
  }

  const Program &P;
  const PointerFlow &Pointers;
  const std::vector<FunctionSummary> &Summaries;
  const ContextPropagation &Contexts;
  std::vector<SmallVector<FuncId, 2>> Callers, Callees;
  DenseSet<SymbolId> Read;            ///< Globals whose value or address is used.
  std::vector<std::string> AddressIn; ///< Where the address goes first; empty if it is not taken.
};

/// What a pointer is, or with \p Sources, for a local, what it was set to.
std::string Cover::pointer(FuncId F, const Value &V, bool Sources) const {
  std::string Of = " of " + P.nameOf(F).str() + "()";
  if (!V.isPath())
    return "an expression" + Of;
  const PathInfo &Path = P.T.Paths[V.Data];
  ArrayRef<uint32_t> Steps = Path.Steps;
  while (!Steps.empty() && (Steps.back() & 3) == kElement)
    Steps = Steps.drop_back();
  if (!Steps.empty() && (Steps.back() & 3) == kMember) {
    const FieldInfo &Field = P.T.Fields[Steps.back() >> 2];
    return (P.T.Records[Field.Record].Name + "." + Field.Name).str();
  }
  if (!Steps.empty())
    return "memory" + Of;
  const Function &Fn = P.Functions[F];
  switch (Path.Kind) {
  case facts::RootKind::Param:
    return "parameter " + std::to_string(Path.Root) + Of;
  case facts::RootKind::Global:
    return P.T.Symbols[Path.Root].Name.str();
  case facts::RootKind::CallResult:
    if (const Event &E = Fn.Events[Path.Root]; E.Callee != kNone)
      return ("the result of " + P.T.Symbols[E.Callee].Name + "()").str();
    return "a result" + Of;
  case facts::RootKind::Local:
    for (const Event &E : Fn.Events)
      if (Sources && E.Kind == facts::EventKind::Assign && E.Path == V.Data && E.Val.isPath())
        return pointer(F, E.Val, false);
    return "a local" + Of;
  case facts::RootKind::Unknown:
    break;
  }
  return "memory" + Of;
}

void Cover::readFunction(FuncId F) {
  for (const Event &E : P.Functions[F].Events) {
    if (E.Kind != facts::EventKind::Call) {
      if (E.Kind == facts::EventKind::Return || !P.T.Paths[E.Path].Steps.empty() || isRead(E.Path))
        addAddress(E.Val, [&] {
          return E.Kind == facts::EventKind::Return ? "returned by " + P.nameOf(F).str() + "()"
                                                    : "stored in " + pointer(F, Value::address(E.Path), false);
        });
      continue;
    }
    for (FuncId To : Pointers.callees(F, E))
      addCall(F, To);
    for (const Value &A : E.Args)
      addAddress(A, [&] {
        return "passed to " + (E.isIndirect() ? pointer(F, E.Target, true) : P.T.Symbols[E.Callee].Name.str() + "()");
      });
  }
  for (const CallOccurrence &C : Summaries[F].Calls) // callbacks too
    for (FuncId To : C.Callees)
      addCall(F, To);
}

std::vector<bool> Cover::reachable() const {
  std::vector<bool> Seen(P.Functions.size(), false);
  std::vector<FuncId> Todo;
  auto Reach = [&](FuncId F) {
    if (!Seen[F])
      Todo.push_back(F);
    Seen[F] = true;
  };
  for (const EntryPoint &E : Contexts.entryPoints())
    Reach(E.Function);
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    if (!AddressIn[F].empty())
      Reach(F);
  while (!Todo.empty()) {
    FuncId F = Todo.back();
    Todo.pop_back();
    for (FuncId To : Callees[F])
      Reach(To);
  }
  return Seen;
}

ContextCoverage Cover::run() {
  for (const Function &F : P.Functions)
    for (const Event &E : F.Events) {
      markRead(E.Target);
      markRead(E.Val);
      for (const Value &A : E.Args)
        markRead(A);
    }
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    readFunction(F);
  std::vector<bool> Reachable = reachable();
  ContextCoverage Result;
  std::vector<uint32_t> Index(P.Functions.size(), kNone); // into Without
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    if (!counted(F))
      continue;
    bool Known = !Contexts.entered(F).empty();
    ++Result.Functions;
    Result.Known += Known;
    Result.Reachable += Reachable[F];
    Result.ReachableKnown += Reachable[F] && Known;
    if (Known)
      continue;
    NoContext Why = !AddressIn[F].empty() ? NoContext::AddressOnly : NoContext::NeverCalled;
    if (!Callers[F].empty())
      Why = any_of(Callers[F], [&](FuncId C) { return !Contexts.entered(C).empty(); }) ? NoContext::NotReached
                                                                                       : NoContext::Callers;
    Index[F] = Result.Without.size();
    Result.Without.push_back({F, Why, Why == NoContext::AddressOnly ? AddressIn[F] : "", Reachable[F]});
  }
  // The functions at the top, breadth first; in a recursion that nobody enters there is none.
  std::vector<FuncId> Todo;
  for (const ContextCoverage::Unknown &U : Result.Without)
    if (U.Why != NoContext::Callers)
      Todo.push_back(U.Function);
  for (size_t I = 0; I < Todo.size(); ++I) {
    const ContextCoverage::Unknown &Top = Result.Without[Index[Todo[I]]];
    std::string Name = Top.Why == NoContext::Callers ? Top.From : P.nameOf(Todo[I]).str() + "()";
    for (FuncId To : Callees[Todo[I]])
      if (Index[To] != kNone)
        if (auto &Below = Result.Without[Index[To]]; Below.Why == NoContext::Callers && Below.From.empty()) {
          Below.From = Name;
          Todo.push_back(To);
        }
  }
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events)
      if (E.isIndirect() && !Pointers.entryOf(E) && Pointers.callees(F, E).empty())
        Result.Pointers.push_back({F, E.At, pointer(F, E.Target, true)});
  return Result;
}

} // namespace

ContextCoverage coverContexts(const Program &P, const PointerFlow &Pointers,
                              const std::vector<FunctionSummary> &Summaries, const ContextPropagation &Contexts) {
  return Cover(P, Pointers, Summaries, Contexts).run();
}

} // namespace lockctx
