//===- PointerFlow.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/PointerFlow.h"
#include "llvm/ADT/STLExtras.h"
#include <utility>

using namespace llvm;

namespace lockctx {

void PointerFlow::numberNodes() {
  FirstGlobal = P.T.Fields.size();
  Globals = P.T.Symbols.size();
  NodeId Next = FirstGlobal + Globals;
  FirstOf.reserve(P.Functions.size());
  for (const Function &Fn : P.Functions) {
    FirstOf.push_back(Next);
    Next += 1 + Fn.Params + Fn.Locals.size() + Fn.Events.size();
  }
  Nodes.resize(Next);
}

PointerFlow::NodeId PointerFlow::nodeOf(FuncId F, PathId Id) const {
  if (Id == kNone)
    return kNone;
  const PathInfo &Path = P.T.Paths[Id];
  const Function &Fn = P.Functions[F];
  ArrayRef<uint32_t> Steps = Path.Steps;
  // Who has a table's address has its functions, see isTable().
  while (!Steps.empty() && ((Steps.back() & 3) == kElement || (Steps.back() & 3) == kDeref))
    Steps = Steps.drop_back();
  if (!Steps.empty())
    return (Steps.back() & 3) == kMember ? fieldNode(Steps.back() >> 2) : kNone;
  switch (Path.Kind) {
  case facts::RootKind::Param:
    return Path.Root < Fn.Params ? paramNode(F, Path.Root) : kNone;
  case facts::RootKind::Local:
    return Path.Root < Fn.Locals.size() ? localNode(F, Path.Root) : kNone;
  case facts::RootKind::Global:
    return globalNode(Path.Root);
  case facts::RootKind::CallResult:
    return Path.Root < Fn.Events.size() ? resultNode(F, Path.Root) : kNone;
  case facts::RootKind::Unknown:
    return kNone;
  }
  return kNone;
}

FuncId PointerFlow::functionOf(const Value &V) const {
  return V.Kind == facts::ValueKind::Function ? P.definition(V.Data) : kNone;
}

void PointerFlow::addFunction(NodeId N, FuncId F) {
  if (Nodes[N].Set == kNone) {
    Nodes[N].Set = Sets.size();
    Sets.emplace_back();
  }
  FunctionSet &Set = Sets[Nodes[N].Set];
  auto It = lower_bound(Set.All, F);
  if (It != Set.All.end() && *It == F)
    return;
  Set.All.insert(It, F);
  if (Set.News.empty())
    Todo.push_back(N);
  Set.News.push_back(F);
}

void PointerFlow::addFlow(NodeId From, NodeId To) {
  if (From == kNone || To == kNone || From == To)
    return;
  Flows.push_back({To, std::exchange(Nodes[From].FirstFlow, Flows.size())});
  if (Nodes[From].Set == kNone)
    return;
  SmallVector<FuncId, 2> All = Sets[Nodes[From].Set].All; // adding makes sets
  for (FuncId F : All)
    addFunction(To, F);
}

void PointerFlow::flowValue(FuncId F, const Value &V, NodeId To) {
  if (To == kNone)
    return;
  if (FuncId Target = functionOf(V); Target != kNone)
    addFunction(To, Target);
  else if (V.Kind == facts::ValueKind::Load || isTable(V))
    addFlow(nodeOf(F, V.Data), To);
}

/// The address of a global, or of its elements: who has it has the functions of an array.
bool PointerFlow::isTable(const Value &V) const {
  if (V.Kind != facts::ValueKind::Address)
    return false;
  const PathInfo &Path = P.T.Paths[V.Data];
  return Path.Kind == facts::RootKind::Global && all_of(Path.Steps, [](uint32_t S) { return (S & 3) == kElement; });
}

/// Arguments flow into the callee's parameters, its result into the call's.
void PointerFlow::bindCall(FuncId Caller, const Event &E, FuncId Callee) {
  for (uint32_t I = 0; I < E.Args.size() && I < P.Functions[Callee].Params; ++I)
    if (E.Args[I].Kind == facts::ValueKind::Function || E.Args[I].Kind == facts::ValueKind::Load || isTable(E.Args[I]))
      flowValue(Caller, E.Args[I], paramNode(Callee, I));
  uint32_t Index = &E - P.Functions[Caller].Events.data();
  addFlow(returnNode(Callee), resultNode(Caller, Index));
}

void PointerFlow::solve() {
  while (!Todo.empty()) {
    NodeId N = Todo.back();
    Todo.pop_back();
    SmallVector<FuncId, 0> New = std::exchange(Sets[Nodes[N].Set].News, {});
    for (uint32_t I = Nodes[N].FirstFlow; I != kNone; I = Flows[I].Next)
      for (FuncId F : New)
        addFunction(Flows[I].To, F);
    for (uint32_t I = Nodes[N].FirstCall; I != kNone; I = Calls[I].Next)
      for (FuncId F : New)
        bindCall(Calls[I].Caller, P.Functions[Calls[I].Caller].Events[Calls[I].EventIndex], F);
  }
}

/// Drops what only solving needed.
void PointerFlow::forgetNodes() {
  for (const auto &[N, Each] : enumerate(Nodes))
    if (Each.Set != kNone)
      SetOf[N] = Each.Set;
  Nodes = {};
  Flows = {};
  Calls = {};
  Todo = {};
}

PointerFlow::PointerFlow(Program &P) : P(P) {
  numberNodes();
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    const Function &Fn = P.Functions[F];
    for (uint32_t I = 0; I < Fn.Events.size(); ++I) {
      const Event &E = Fn.Events[I];
      switch (E.Kind) {
      case facts::EventKind::Store:
      case facts::EventKind::Assign:
        flowValue(F, E.Val, nodeOf(F, E.Path));
        break;
      case facts::EventKind::Return:
        if (!Fn.Initializer)
          flowValue(F, E.Val, returnNode(F));
        break;
      case facts::EventKind::Call:
        if (E.isIndirect()) {
          if (entryOf(E) || E.Target.Kind != facts::ValueKind::Load)
            break;
          if (NodeId N = nodeOf(F, E.Target.Data); N != kNone)
            Calls.push_back({F, I, std::exchange(Nodes[N].FirstCall, Calls.size())});
        } else if (!P.T.Symbols[E.Callee].Model) {
          if (FuncId Callee = P.definition(E.Callee); Callee != kNone)
            bindCall(F, E, Callee);
        }
        break;
      }
    }
  }
  solve();
  forgetNodes();
  collectRegistrations();
}

const EntryModel *PointerFlow::entryOf(const Event &E) const {
  if (!E.isIndirect() || E.Target.Kind != facts::ValueKind::Load)
    return nullptr;
  ArrayRef<uint32_t> Steps = P.T.Paths[E.Target.Data].Steps;
  while (!Steps.empty() && (Steps.back() & 3) == kElement)
    Steps = Steps.drop_back();
  if (Steps.empty() || (Steps.back() & 3) != kMember)
    return nullptr;
  return P.T.Fields[Steps.back() >> 2].Entry;
}

SmallVector<FuncId, 2> PointerFlow::functionsIn(FuncId F, const Value &V) const {
  if (FuncId Target = functionOf(V); Target != kNone)
    return {Target};
  if (V.Kind == facts::ValueKind::Load)
    if (const FunctionSet *Set = setOf(nodeOf(F, V.Data)))
      return Set->All;
  return {};
}

std::optional<uint32_t> PointerFlow::parameterOf(const Value &Target) const {
  if (Target.Kind != facts::ValueKind::Load)
    return std::nullopt;
  const PathInfo &Path = P.T.Paths[Target.Data];
  return Path.Kind == facts::RootKind::Param && Path.Steps.empty() ? std::optional(Path.Root) : std::nullopt;
}

SmallVector<FuncId, 2> PointerFlow::callees(FuncId F, const Event &E) const {
  if (!E.isIndirect()) {
    if (const CallModel *M = P.T.Symbols[E.Callee].Model; M && !M->Follow)
      return {};
    FuncId Callee = P.definition(E.Callee);
    if (Callee == kNone)
      return {};
    return {Callee};
  }
  if (entryOf(E))
    return {};
  SmallVector<FuncId, 2> All = functionsIn(F, E.Target);
  // A module's code gets no other driver's objects.
  erase_if(All, [&](FuncId C) {
    return Excluded.contains({F, C}) || !P.related(P.Functions[F].ModuleId, P.Functions[C].ModuleId);
  });
  return All;
}

/// The class of a model's operand in a call, as far as it is plain to see there.
ClassId PointerFlow::operandClass(FuncId F, const Event &E, const LockOperand &Operand) {
  if (Operand.From == LockOperand::Base::Class)
    return P.T.classNamed(Operand.Name);
  Value V;
  if (Operand.From == LockOperand::Base::Arg && Operand.Arg < E.Args.size())
    V = E.Args[Operand.Arg];
  PathId Path = P.T.operand(Operand, V);
  return Path == kNone ? kNone : P.classIn(P.Functions[F], Path);
}

/// Whether \p S is done by the call \p E, as far as is plain to see there.
static bool applies(const Step &S, const Event &E) {
  return S.applies(S.WhenArg < E.Args.size() ? constantOf(E.Args[S.WhenArg]) : std::nullopt);
}

void PointerFlow::collectRegistrations() {
  // Marks that objects get (a soft hrtimer), by the field that embeds them.
  std::map<std::pair<uint32_t, std::string>, bool> Marks;
  auto EmbeddingField = [&](PathId Path, bool DropLast) -> uint32_t {
    ArrayRef<uint32_t> Steps = P.T.Paths[Path].Steps;
    if (DropLast && !Steps.empty())
      Steps = Steps.drop_back();
    while (!Steps.empty() && (Steps.back() & 3) == kElement)
      Steps = Steps.drop_back();
    return !Steps.empty() && (Steps.back() & 3) == kMember ? Steps.back() >> 2 : kNone;
  };
  auto EachCall = [&](auto Do) {
    for (FuncId F = 0; F < P.Functions.size(); ++F)
      for (const Event &E : P.Functions[F].Events)
        if (E.Kind == facts::EventKind::Call && !E.isIndirect())
          if (const CallModel *M = P.T.Symbols[E.Callee].Model)
            for (const Step &S : M->Do)
              if (applies(S, E))
                Do(F, E, S);
  };
  std::map<std::pair<FuncId, Place>, size_t> Known;
  EachCall([&](FuncId, const Event &E, const Step &S) {
    if (S.Kind == StepKind::Mark && *S.Arg < E.Args.size() && E.Args[*S.Arg].Kind == facts::ValueKind::Address)
      if (uint32_t Field = EmbeddingField(E.Args[*S.Arg].Data, false); Field != kNone)
        Marks[{Field, S.Word}] = true;
  });
  // What runs as part of something else: a work item, of the workqueue that it is queued on.
  auto AddOnce = [](SmallVectorImpl<ClassId> &To, ClassId C) {
    if (C != kNone && !is_contained(To, C))
      To.push_back(C);
  };
  EachCall([&](FuncId F, const Event &E, const Step &S) {
    if (S.Kind == StepKind::Queue)
      if (ClassId Object = operandClass(F, E, S.Lock); Object != kNone) {
        ClassId On = operandClass(F, E, *S.Of);
        AddOnce(QueuedOn[Object], On);
        if (On == kNone)
          QueuedElsewhere.insert(Object);
        else if (S.InTurn)
          Ordered.insert(On);
      }
    if (S.Kind != StepKind::Register || *S.Arg >= E.Args.size())
      return;
    // Of several steps for one argument the last that applies counts.
    for (FuncId Target : functionsIn(F, E.Args[*S.Arg])) {
      std::string How = ("passed to " + P.T.Symbols[E.Callee].Name + "()").str();
      auto [It, New] = Known.try_emplace({Target, E.At}, Registrations.size());
      if (New)
        Registrations.push_back({Target, nullptr, S.Word, std::move(How), E.At, F, {}});
      else
        Registrations[It->second].Context = S.Word;
      if (S.Of)
        AddOnce(Registrations[It->second].RunsAs, operandClass(F, E, *S.Of));
    }
  });
  // What is stored in fields that the kernel calls. The place is that of a direct store, if there is one.
  struct StoredAt {
    Place At;
    StringRef Marked;
    SmallVector<ClassId, 1> RunsAs;
  };
  std::map<std::pair<uint32_t, FuncId>, StoredAt> Stores;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events) {
      if (E.Kind != facts::EventKind::Store && E.Kind != facts::EventKind::Assign)
        continue;
      uint32_t Field = EmbeddingField(E.Path, false);
      if (Field == kNone || !P.T.Fields[Field].Entry)
        continue;
      StringRef Marked;
      uint32_t Around = EmbeddingField(E.Path, true);
      for (auto &[Mark, Context] : P.T.Fields[Field].Entry->WhenMarked)
        if (Around != kNone && Marks.count({Around, Mark}))
          Marked = Context;
      ClassId Object = kNone;
      if (P.T.Fields[Field].Entry->Waitable) {
        const PathInfo Path = P.T.Paths[E.Path];
        ArrayRef<uint32_t> Steps = Path.Steps;
        while ((Steps.back() & 3) == kElement)
          Steps = Steps.drop_back();
        Object = P.classIn(P.Functions[F], P.T.path(Path.Kind, Path.Root, Steps.drop_back()));
      }
      for (FuncId Target : functionsIn(F, E.Val)) {
        auto It = Stores.try_emplace({Field, Target}, StoredAt{E.At, Marked, {}}).first;
        AddOnce(It->second.RunsAs, Object);
      }
    }
  for (FieldId Id = 0; Id < P.T.Fields.size(); ++Id) {
    const FieldInfo &Field = P.T.Fields[Id];
    const FunctionSet *Set = Field.Entry ? setOf(fieldNode(Id)) : nullptr;
    if (!Set)
      continue;
    for (FuncId Target : Set->All) {
      auto It = Stores.find({Id, Target});
      std::string How = ("stored in " + P.T.Records[Field.Record].Name + "." + Field.Name).str();
      Registration R{Target, Field.Entry, Field.Entry->Context, std::move(How), Place(), kNone, {}};
      if (It != Stores.end()) {
        R.At = It->second.At;
        R.RunsAs = It->second.RunsAs;
        if (!It->second.Marked.empty())
          R.Context = It->second.Marked;
      }
      Registrations.push_back(std::move(R));
    }
  }
  findOrdered();
  for (Registration &R : Registrations)
    for (size_t I = 0, End = R.RunsAs.size(); I < End; ++I)
      if (auto It = QueuedOn.find(R.RunsAs[I]); It != QueuedOn.end())
        for (ClassId C : It->second)
          AddOnce(R.RunsAs, C);
}

/// Queues that only what makes an ordered one is ever assigned to.
void PointerFlow::findOrdered() {
  DenseSet<ClassId> Others;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events) {
      if (E.Kind != facts::EventKind::Store || E.Val.Kind != facts::ValueKind::Load)
        continue;
      const PathInfo &From = P.T.Paths[E.Val.Data];
      if (From.Kind != facts::RootKind::CallResult || !From.Steps.empty())
        continue;
      const Event &Made = P.Functions[F].Events[From.Root];
      const CallModel *M = P.modelOf(Made);
      bool IsOrdered =
          M && any_of(M->Do, [&](const Step &S) { return S.Kind == StepKind::Ordered && applies(S, Made); });
      (IsOrdered ? Ordered : Others).insert(P.classIn(P.Functions[F], E.Path));
    }
  Ordered.erase(kNone);
  for (ClassId C : Others)
    Ordered.erase(C);
}

ClassId PointerFlow::orderedQueueOf(ArrayRef<ClassId> RunsAs) const {
  ClassId Queue = kNone;
  for (ClassId C : RunsAs)
    if (auto It = QueuedOn.find(C); It != QueuedOn.end()) {
      if (QueuedElsewhere.contains(C) || It->second.size() != 1 || (Queue != kNone && Queue != It->second[0]))
        return kNone;
      Queue = It->second[0];
    }
  return Queue != kNone && Ordered.contains(Queue) ? Queue : ClassId(kNone);
}

} // namespace lockctx
