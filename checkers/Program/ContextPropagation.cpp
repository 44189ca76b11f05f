//===- ContextPropagation.cpp ---------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/ContextPropagation.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {

namespace {
/// More combinations of constants than this are not told apart. Dispatchers of a driver's commands have hundreds.
constexpr size_t kMaxVariants = 512;
constexpr size_t kNoCallees = SIZE_MAX; // FirstCallee of a variant that has not been entered

unsigned bitOf(unsigned State, Certainty C) { return static_cast<unsigned>(C) * MachineState::kCount + State; }
} // namespace

bool ContextPropagation::compatible(VariantId V, FuncId Callee) const {
  return P.related(Variants[V].Home, P.Functions[Callee].ModuleId);
}

/// The home to go on with in \p Callee: built-in code forgets where a chain came from, the first module that is
/// entered from there is the next home, and a module that builds on the home knows better whose object it is.
uint32_t ContextPropagation::homeIn(uint32_t Home, FuncId Callee) const {
  uint32_t There = P.Functions[Callee].ModuleId;
  if (Home == kBuiltIn || (There != kBuiltIn && There != Home && P.DependsOn[There][Home] && !P.DependsOn[Home][There]))
    return There;
  bool Forget = P.Functions[Callee].ModuleId == kBuiltIn && P.Functions[Callee].Module == "vmlinux";
  return Forget ? kBuiltIn : Home;
}

VariantId ContextPropagation::variant(FuncId F, ArrayRef<ParamValue> Params, uint32_t Home) {
  if (ByFunction[F].size() >= kMaxVariants) {
    Params = {};
    if (ByFunction[F].size() >= 2 * kMaxVariants)
      Home = kBuiltIn;
  }
  uint64_t Slot;
  if (VariantId Known = find(F, Home, Params, Slot); Known != kNone)
    return Known;
  VariantId V = Ids[Slot] = Variants.size();
  Variants.push_back({F, Home, Params.copy(Memory), {}});
  Origins.emplace_back();
  FirstCallee.push_back(kNoCallees);
  ByFunction[F].push_back(V);
  return V;
}

/// The variant, or kNone; then \p Slot is its key to be in Ids: a hash, or the next one that is free.
VariantId ContextPropagation::find(FuncId F, uint32_t Home, ArrayRef<ParamValue> Params, uint64_t &Slot) const {
  size_t Hash = hash_combine(F, Home);
  for (const ParamValue &X : Params)
    Hash = hash_combine(Hash, X.Path, X.IsConstant, X.Constant);
  for (Slot = Hash >> 1;; ++Slot) { // half of the values: DenseMap keeps some to itself
    auto It = Ids.find(Slot);
    if (It == Ids.end())
      return kNone;
    const Variant &V = Variants[It->second];
    if (V.Function == F && V.Home == Home && V.Params == Params)
      return It->second;
  }
}

void ContextPropagation::enter(VariantId V, unsigned State, Certainty C, const Origin &From) {
  if (!Variants[V].Entered.add(State, C))
    return;
  Origins[V].emplace_back(bitOf(State, C), From);
  Todo.push_back({V, static_cast<uint8_t>(State), C});
}

void ContextPropagation::addEntry(FuncId F, StringRef Context, const EntryModel *Model, std::string How, Place At,
                                  ArrayRef<ClassId> RunsAs, FuncId Registrar, bool ByType) {
  const NamedContext *N = P.T.M.context(Context);
  if (!N)
    return;
  uint32_t Home = P.Functions[F].ModuleId;
  // A library's handler that another module registers is about that module's object.
  if (Registrar != kNone)
    if (uint32_t Other = P.Functions[Registrar].ModuleId;
        Other != kBuiltIn && Home != kBuiltIn && Other != Home && P.DependsOn[Other][Home] && !P.DependsOn[Home][Other])
      Home = Other;
  EntryPoint E{F, N, std::move(How), At, {}, RunsAs, N->Source, ByType, Home};
  if (Model) {
    E.Held = Model->Held;
    if (!Model->Source.empty())
      E.Source = Model->Source;
  }
  Entries.push_back(std::move(E));
}

void ContextPropagation::collectEntries() {
  std::vector<bool> Called(P.Functions.size(), false);
  for (const FunctionSummary &S : Summaries)
    for (const CallOccurrence &C : S.Calls)
      for (FuncId F : C.Callees)
        Called[F] = true;
  for (const Registration &R : Pointers.registrations()) {
    addEntry(R.Function, R.Context, R.Entry, R.How, R.At, R.RunsAs, R.Registrar);
    Called[R.Function] = true;
  }
  for (auto &[Name, F] : P.Aliases)
    if (const EntryModel *E = P.T.M.function(Name)) {
      addEntry(F, E->Context, E, ("the module's " + Name).str(), P.Functions[F].At);
      Called[F] = true;
    }
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    const Function &Fn = P.Functions[F];
    if (Fn.Initializer)
      continue;
    for (StringRef Says : Fn.Annotations)
      if (Says.consume_front("lockctx:runs-in:")) { // NOTE(ref: LOCKCTX_RUNS_IN)
        if (P.T.M.context(Says))
          addEntry(F, Says, nullptr, "its own annotation", Fn.At);
        else
          Notes.push_back(P.location(Fn.At).File + ":" + std::to_string(Fn.At.Line) + ": " + P.nameOf(F).str() +
                          "() is annotated with '" + Says.str() + "', but no context has that name");
      }
    if (const EntryModel *E = P.T.M.function(P.nameOf(F)))
      addEntry(F, E->Context, E, "a function of that name", Fn.At);
    else if (const EntryModel *E = Fn.Section.empty() || Called[F] ? nullptr : P.T.M.section(Fn.Section))
      addEntry(F, E->Context, E, ("in section " + Fn.Section).str(), Fn.At);
    else if (const EntryModel *E = Called[F] ? nullptr : P.T.M.signature(Fn.Signature))
      addEntry(F, E->Context, E, ("by its type, " + Fn.Signature).str(), Fn.At, {}, kNone, /*ByType=*/true);
  }
}

bool ContextPropagation::possible(const Variant &V, const Fact &X) const {
  if (X.Cond.Val.Kind != facts::ValueKind::Load)
    return true;
  return none_of(V.Params, [&](const ParamValue &Known) {
    return Known.Path == PathId(X.Cond.Val.Data) &&
           (Known.IsConstant || X.Cond.Kind == facts::ConditionKind::True || Known.Constant == 0) &&
           holds(about(P.T, X, Value::constant(Known.Constant)), {}) == Truth::No;
  });
}

bool ContextPropagation::possibleBelow(const Variant &V, const CallOccurrence &Call, FactsRef Guards) const {
  const Event &E = P.Functions[V.Function].Events[Call.EventIndex];
  const LockState &S = Summaries[V.Function].States[Call.State];
  for (const Fact &X : Guards) {
    const PathInfo &Path = P.T.Paths[X.Cond.Val.Data];
    if (Path.Kind != facts::RootKind::Param || X.Cond.Val.Kind != facts::ValueKind::Load)
      continue;
    Fact Passed = about(P.T, X, Call.passed(X.Cond.Val.Data, Path, E));
    Truth Is = holds(Passed, S.Facts);
    // What is passed on of the caller's own parameters is known of the variant.
    if (Is == Truth::No || (Is == Truth::Unknown && !possible(V, Passed)))
      return false;
  }
  return possible(V, S);
}

SmallVector<ParamValue, 1> ContextPropagation::paramsAt(const Variant &Caller, const CallOccurrence &Call,
                                                        FuncId Callee) const {
  const Event &E = P.Functions[Caller.Function].Events[Call.EventIndex];
  const LockState &S = Summaries[Caller.Function].States[Call.State];
  SmallVector<ParamValue, 1> Known;
  for (PathId Guard : Summaries[Callee].GuardPaths) {
    Value A = Call.passed(Guard, P.T.Paths[Guard], E);
    if (A.Kind == facts::ValueKind::Const) {
      Known.push_back({Guard, true, A.Data});
      continue;
    }
    if (A.Kind == facts::ValueKind::Truth) {
      // As a test of the caller's parameters, or of what was tested on the way.
      Condition C{facts::ConditionKind::True, A, 0};
      bool Sense = true;
      P.T.unfold(C, Sense);
      Truth Is = evaluate(C, S.Facts);
      auto Mine =
          find_if(Caller.Params, [&](const ParamValue &X) { return X.IsConstant && C.Val == Value::load(X.Path); });
      if (Is == Truth::Unknown && Mine != Caller.Params.end()) {
        C.Val = Value::constant(Mine->Constant);
        Is = evaluate(C, {});
      }
      if (Is != Truth::Unknown)
        Known.push_back({Guard, true, (Is == Truth::Yes) == Sense});
      continue;
    }
    if (A.Kind != facts::ValueKind::Load) {
      if (A.Kind == facts::ValueKind::Address || A.Kind == facts::ValueKind::Function)
        Known.push_back({Guard, false, 1});
      continue;
    }
    // The caller's own, passed on; or what was tested on the way.
    auto Mine = find_if(Caller.Params, [&](const ParamValue &X) { return X.Path == PathId(A.Data); });
    if (Mine != Caller.Params.end()) {
      Known.push_back({Guard, Mine->IsConstant, Mine->Constant});
      continue;
    }
    Truth Is = evaluate({facts::ConditionKind::True, A, 0}, S.Facts);
    if (Is != Truth::Unknown)
      Known.push_back({Guard, false, Is == Truth::Yes});
  }
  return Known;
}

void ContextPropagation::propagate(VariantId V, unsigned State, Certainty C) {
  FuncId F = Variants[V].Function;
  const FunctionSummary &Summary = Summaries[F];
  if (FirstCallee[V] == kNoCallees) {
    FirstCallee[V] = Callees.size();
    for (const CallOccurrence &Call : Summary.Calls)
      Callees.resize(Callees.size() + Call.Callees.size(), kNone);
  }
  size_t Index = FirstCallee[V];
  for (const CallOccurrence &Call : Summary.Calls) {
    size_t First = std::exchange(Index, Index + Call.Callees.size());
    const LockState &S = Summary.States[Call.State];
    if (!(S.Feasible >> State & 1) || !possible(Variants[V], S))
      continue;
    unsigned To = S.at(MachineState::fromIndex(State)).index();
    for (auto [Offset, Callee] : enumerate(Call.Callees)) {
      if (!compatible(V, Callee))
        continue;
      VariantId &Next = Callees[First + Offset];
      if (Next == kNone)
        Next = variant(Callee, paramsAt(Variants[V], Call, Callee), homeIn(Variants[V].Home, Callee));
      enter(Next, To, C, Origin{kNone, V, static_cast<uint8_t>(State), Call.EventIndex, Call.State});
    }
  }
}

ContextPropagation::ContextPropagation(const Program &P, const PointerFlow &Pointers,
                                       const std::vector<FunctionSummary> &Summaries)
    : P(P), Pointers(Pointers), Summaries(Summaries), ByFunction(P.Functions.size()) {
  collectEntries();
  for (uint32_t I = 0; I < Entries.size(); ++I) {
    VariantId V = Entries[I].V = variant(Entries[I].Function, {}, Entries[I].Home);
    for (const StateSpec &Spec : Entries[I].Context->States)
      for (unsigned State = 0; State < MachineState::kCount; ++State)
        if (Spec.States >> State & 1)
          enter(V, State, Entries[I].Context->InitOnly ? Certainty::Init : Spec.Sure, Origin{I, kNone, 0, 0, 0});
  }
  drain();
  // What the code itself asserts, where nothing else is known.
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    if (ByFunction[F].empty() && !P.Functions[F].Initializer)
      for (unsigned State = 0; State < MachineState::kCount; ++State)
        if (asserted(F) >> State & 1)
          enter(variant(F, {}, P.Functions[F].ModuleId), State, Certainty::May, Origin{kNone, kNone, 0, 0, 0});
  drain();
  // What nobody is seen to call is entered by somebody all the same.
  std::vector<bool> Called(P.Functions.size(), false);
  for (const FunctionSummary &S : Summaries)
    for (const CallOccurrence &C : S.Calls)
      for (FuncId F : C.Callees)
        Called[F] = true;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    if (!Called[F] && ByFunction[F].empty() && !P.Functions[F].Initializer)
      enter(variant(F, {}, P.Functions[F].ModuleId), 0, Certainty::Unknown, Origin{kNone, kNone, 0, 0, 0});
  drain();
  Todo = {};
}

/// The states that \p F says it is called in: it sleeps whatever it is passed, asserts that interrupts are off, or is
/// documented so.
StateSet ContextPropagation::asserted(FuncId F) const {
  const FunctionSummary &Summary = Summaries[F];
  const MachineState Task = MachineState::make(ExecContext::Task, false, false);
  auto Unconditional = [&](const LockState &S) {
    return S.Facts.empty() && S.Feasible == kAllStates && S.at(Task) == Task;
  };
  for (const SleepOccurrence &O : Summary.Sleeps)
    if (O.GfpParam == kNone && Unconditional(Summary.States[O.State]))
      return 1u << Task.index();
  StateSet All = 0;
  auto Add = [&](Expectation::What Need) {
    if (Need == Expectation::What::IrqOff)
      All |= 1u << MachineState::make(ExecContext::Task, false, true).index();
    if (Need == Expectation::What::BhOff)
      All |= 1u << MachineState::make(ExecContext::Task, true, false).index();
    if (Need == Expectation::What::MaySleep)
      All |= 1u << Task.index();
  };
  for (const Occurrence &O : Summary.Checked)
    if (Unconditional(Summary.States[O.State]))
      for (const Expectation &E : P.T.Symbols[P.Functions[F].Events[O.EventIndex].Callee].Model->Expects)
        Add(E.Need);
  for (Expectation::What Need : P.Functions[F].Documented)
    Add(Need);
  return All;
}

void ContextPropagation::drain() {
  for (size_t I = 0; I < Todo.size(); ++I) { // grows while it is walked: breadth first
    Item Next = Todo[I];
    propagate(Next.V, Next.State, Next.C);
  }
  Todo.clear();
}

EntrySet ContextPropagation::entered(FuncId F) const {
  EntrySet All;
  for (VariantId V : ByFunction[F])
    for (unsigned C = 0; C < kKnownCertainties; ++C)
      for (unsigned State = 0; State < MachineState::kCount; ++State)
        if (Variants[V].Entered.states(static_cast<Certainty>(C)) >> State & 1)
          All.add(State, static_cast<Certainty>(C));
  return All;
}

const Origin &ContextPropagation::origin(VariantId V, unsigned State, Certainty C) const {
  return find_if(Origins[V], [&](const auto &O) { return O.first == bitOf(State, C); })->second;
}

std::vector<ContextPropagation::Hop> ContextPropagation::chain(VariantId V, unsigned State, Certainty C,
                                                               const EntryPoint *&Entry) const {
  std::vector<Hop> Hops{{V, static_cast<uint8_t>(State), C, kNone, 0}};
  for (;;) {
    const Origin &O = origin(Hops.back().V, Hops.back().State, C);
    if (O.Entry != kNone) {
      Entry = &Entries[O.Entry];
      break;
    }
    if (O.Caller == kNone) { // asserted, or Certainty::Unknown
      Entry = nullptr;
      break;
    }
    Hops.push_back({O.Caller, O.CallerState, C, O.EventIndex, O.State});
  }
  std::reverse(Hops.begin(), Hops.end());
  return Hops;
}

} // namespace lockctx
