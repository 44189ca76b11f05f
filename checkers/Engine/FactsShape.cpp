//===- FactsShape.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/FactsShape.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {

/// Leaves out what statements such as `do { } while (0)` put into the graph, and what means nothing: conditions that no
/// edge has, and where a run of events is split.
static void straighten(facts::FunctionT &F) {
  if (F.nodes.empty())
    return;
  std::vector<unsigned> Ways(F.nodes.size());
  for (const auto &N : F.nodes)
    for (const facts::Edge &E : N->edges)
      ++Ways[E.target()];
  auto Follows = [&](const facts::NodeT &N) -> facts::NodeT * {
    if (N.noreturn || N.edges.size() != 1 || N.edges[0].condition() >= 0 || N.edges[0].target() == 0 ||
        Ways[N.edges[0].target()] != 1)
      return nullptr;
    facts::NodeT &Next = *F.nodes[N.edges[0].target()];
    return !N.count || !Next.count || N.first + N.count == Next.first ? &Next : nullptr;
  };
  std::vector<std::unique_ptr<facts::NodeT>> Nodes;
  std::vector<std::unique_ptr<facts::ConditionT>> Conditions;
  std::vector<int32_t> NodeNumbers(F.nodes.size(), -1), ConditionNumbers(F.conditions.size(), -1);
  std::vector<uint32_t> Todo{0};
  NodeNumbers[0] = 0;
  for (size_t I = 0; I < Todo.size(); ++I) {
    auto Node = std::make_unique<facts::NodeT>(*F.nodes[Todo[I]]);
    while (facts::NodeT *Next = Follows(*Node)) {
      Node->first = Node->count ? Node->first : Next->first;
      Node->count += Next->count;
      Node->noreturn = Next->noreturn;
      Node->edges = Next->edges;
    }
    for (facts::Edge &E : Node->edges) {
      if (NodeNumbers[E.target()] < 0) {
        NodeNumbers[E.target()] = Todo.size();
        Todo.push_back(E.target());
      }
      int32_t Condition = E.condition();
      if (Condition >= 0) {
        if (ConditionNumbers[Condition] < 0) {
          ConditionNumbers[Condition] = Conditions.size();
          Conditions.push_back(std::move(F.conditions[Condition]));
        }
        Condition = ConditionNumbers[Condition];
      }
      E = facts::Edge(NodeNumbers[E.target()], Condition, E.sense());
    }
    Nodes.push_back(std::move(Node));
  }
  F.nodes = std::move(Nodes);
  F.conditions = std::move(Conditions);
}

FactsShape::FactsShape(const facts::TU &From) : Main(From.main_file()->str()) {
  std::unique_ptr<facts::TUT> TU(From.UnPack());
  auto Take = [&](facts::Loc &L) {
    if (L.file() >= TU->files.size() || TU->files[L.file()] != Main)
      return false;
    Places.emplace_back(L.line(), L.column());
    L = facts::Loc(L.file(), 0, 0);
    return true;
  };
  for (auto &R : TU->records) {
    facts::Loc L(R->file, R->line, 0);
    Take(L);
    R->line = L.line();
  }
  for (auto &F : TU->functions) {
    size_t First = Places.size();
    bool Own = Take(F->loc);
    std::string Calls;
    for (auto &E : F->events) {
      Take(E->loc);
      Calls += E->callee >= 0 ? TU->symbols[E->callee]->name + ";" : utostr(unsigned(E->kind)) + ";";
    }
    straighten(*F);
    if (Own && !F->initializer)
      Functions[TU->symbols[F->symbol]->name] = {std::move(Calls), {Places.begin() + First, Places.end()}};
  }
  TU->errors = 0;
  TU->messages.clear();
  Shape = FactsFile::inMemory(*TU).bytes().str();
}

void PlaceMap::add(ArrayRef<FactsShape::Place> From, ArrayRef<FactsShape::Place> To) {
  for (auto [Old, New] : zip(From, To)) {
    Places[Old] = New;
    Lines[Old.first] = New.first;
  }
}

PlaceMap::PlaceMap(const FactsShape &From, const FactsShape &To) : Main(From.Main) {
  if (From.Shape == To.Shape) {
    add(From.Places, To.Places);
    return;
  }
  for (const auto &Old : From.Functions)
    if (auto New = To.Functions.find(Old.getKey()); New != To.Functions.end() &&
                                                    New->second.Calls == Old.second.Calls &&
                                                    New->second.Places.size() == Old.second.Places.size())
      add(Old.second.Places, New->second.Places);
}

bool PlaceMap::move(SourceLocation &L) const {
  if (L.File != Main)
    return true;
  auto It = Places.find({L.Line, L.Column});
  if (It == Places.end())
    return false;
  std::tie(L.Line, L.Column) = It->second;
  return true;
}

/// "... (taken at /path/file.c:12)"
void PlaceMap::moveText(std::string &Text) const {
  std::string Mark = Main + ":";
  for (size_t At = Text.find(Mark); At != std::string::npos; At = Text.find(Mark, At)) {
    At += Mark.size();
    size_t End = std::min(Text.find_first_not_of("0123456789", At), Text.size());
    unsigned Line;
    if (StringRef(Text).slice(At, End).getAsInteger(10, Line))
      continue;
    auto It = Lines.find(Line);
    if (It != Lines.end())
      Text.replace(At, End - At, utostr(It->second));
  }
}

void PlaceMap::move(Finding &F) const {
  moveText(F.Message), moveText(F.Headline);
  for (auto *Sites : {&F.UnsafeSites, &F.SafeSites})
    for (FindingSite &S : *Sites)
      move(S.Loc);
  for (WitnessChain &C : F.Chains) {
    moveText(C.Title);
    for (ChainStep &S : C.Steps)
      move(S.Loc), moveText(S.What), moveText(S.Held);
  }
}

} // namespace lockctx
