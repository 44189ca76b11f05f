//===- Linker.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/Linker.h"
#include "Program/KernelDoc.h"

using namespace llvm;

namespace lockctx {
namespace {

StringRef text(const flatbuffers::String *S) { return S ? StringRef(S->c_str(), S->size()) : StringRef(); }

template <typename T> auto each(const flatbuffers::Vector<T> *V) {
  using Iterator = decltype(V->begin());
  return V ? make_range(V->begin(), V->end()) : iterator_range<Iterator>(Iterator(nullptr, 0), Iterator(nullptr, 0));
}

/// The module a TU belongs to: all that is built in is one.
StringRef moduleOf(const facts::TU &TU) { return TU.loadable() ? text(TU.module_()) : "vmlinux"; }

class Linker {
public:
  Linker(ArrayRef<const FactsFile *> TUs, Program &P) : TUs(TUs), P(P) {}

  void run() {
    for (const FactsFile *File : TUs) {
      collectDefinitions(File->tu());
      File->release();
    }
    for (const FactsFile *File : TUs) {
      addTU(File->tu());
      File->release();
    }
    P.Functions = ListOf<Function>(std::make_move_iterator(P.Functions.begin()),
                                   std::make_move_iterator(P.Functions.end())); // no room to grow
    findDependencies();
    findFlags();
  }

private:
  void collectDefinitions(const facts::TU &TU);
  void addTU(const facts::TU &TU);
  void findDependencies();
  void findFlags();
  void addFunction(const facts::TU &TU, const facts::Function &F);
  Value value(const facts::Value *V);
  Place place(const facts::Loc *L) {
    return L && L->file() < Files.size() ? Place{Files[L->file()], L->line(), L->column()} : Place();
  }
  StringRef homeOf(StringRef Name, StringRef Module);

  ArrayRef<const FactsFile *> TUs;
  Program &P;
  StringMap<SmallVector<StringRef, 1>> DefinedIn;
  StringMap<uint32_t> ModuleIds;
  FileId MainFile = kNone; ///< Of the TU at hand;
  StringRef Module, ModName;
  // and its numbers to the program's.
  std::vector<uint32_t> Files, Records, Fields, Symbols, Paths;
  ArrayRef<Condition> Conditions; ///< Of the function at hand.
};

void Linker::collectDefinitions(const facts::TU &TU) {
  Module = P.T.save(moduleOf(TU));
  for (const facts::Function *F : each(TU.functions()))
    if (!F->initializer())
      if (const facts::Symbol *S = TU.symbols()->Get(F->symbol()); S->file() < 0)
        DefinedIn[text(S->name())].push_back(Module);
}

/// The module whose definition of \p Name a reference from \p Module means.
StringRef Linker::homeOf(StringRef Name, StringRef Module) {
  auto It = DefinedIn.find(Name);
  if (It == DefinedIn.end())
    return "";
  return is_contained(It->second, Module) ? Module : It->second.front();
}

Value Linker::value(const facts::Value *V) {
  if (!V)
    return {};
  switch (V->kind()) {
  case facts::ValueKind::Address:
  case facts::ValueKind::Load:
    return {V->kind(), Paths[V->data()]};
  case facts::ValueKind::Function:
    return {V->kind(), Symbols[V->data()]};
  case facts::ValueKind::Truth:
    return P.T.truth(Conditions[V->data() >> 1], V->data() & 1);
  default:
    return {V->kind(), V->data()};
  }
}

void Linker::addFunction(const facts::TU &TU, const facts::Function &F) {
  Function Out;
  Out.Initializer = F.initializer();
  Out.Symbol =
      Out.Initializer ? P.T.symbol("<initialisers>", facts::SymbolKind::Function, MainFile, "") : Symbols[F.symbol()];
  // A header's function is the same in every TU that has it.
  if (!P.Definitions.try_emplace(Out.Symbol, P.Functions.size()).second)
    return;
  Out.At = place(&*F.loc());
  Out.Params = F.params();
  Out.Incomplete = F.incomplete();
  Out.Section = P.T.save(text(F.section()));
  Out.Signature = P.T.save(text(F.signature()));
  Out.Module = Module;
  // A header's function is everyone's, as what is built in.
  if (TU.loadable() && (Out.Initializer || Out.At.File == MainFile)) {
    auto [It, New] = ModuleIds.try_emplace(Out.Module, P.Modules.size());
    if (New)
      P.Modules.push_back(Out.Module);
    Out.ModuleId = It->second;
  }
  if (Out.Initializer || Out.At.File == MainFile)
    Out.ModName = ModName;
  Out.Locals.reserve(F.locals() ? F.locals()->size() : 0);
  for (const auto *L : each(F.locals()))
    Out.Locals.push_back(text(L));
  for (const auto *A : each(F.annotations()))
    Out.Annotations.push_back(text(A));
  Out.ContextSection = text(F.context());
  Out.Documented = readContextSection(Out.ContextSection);
  Paths.clear();
  for (const facts::Path *Path : each(F.paths())) {
    SmallVector<uint32_t, 8> Steps;
    for (uint32_t S : each(Path->steps()))
      Steps.push_back((S & 3) == kMember || (S & 3) == kEnclosing ? Fields[S >> 2] << 2 | (S & 3) : S & 3);
    uint32_t Root = Path->kind() == facts::RootKind::Global ? Symbols[Path->root()] : Path->root();
    Paths.push_back(P.T.path(Path->kind(), Root, Steps));
  }
  Out.Conditions.reserve(F.conditions() ? F.conditions()->size() : 0);
  for (const facts::Condition *C : each(F.conditions()))
    Out.Conditions.push_back({C->kind(), value(C->value()), C->constant()});
  Conditions = Out.Conditions;
  Out.Events.reserve(F.events() ? F.events()->size() : 0);
  for (const facts::Event *E : each(F.events())) {
    Event To;
    To.Kind = E->kind();
    To.At = place(E->loc());
    To.Callee = E->callee() < 0 ? kNone : Symbols[E->callee()];
    To.Target = value(E->target());
    SmallVector<Value, 8> Args;
    for (const facts::Value *A : each(E->args()))
      Args.push_back(value(A));
    To.Args = P.T.save(ArrayRef<Value>(Args));
    To.Path = E->path() < 0 ? kNone : Paths[E->path()];
    To.Val = value(E->value());
    To.Text = text(E->text());
    if (To.Kind == facts::EventKind::Store && To.Val.Kind == facts::ValueKind::Const)
      if (const PathInfo &Path = P.T.Paths[To.Path];
          Path.Kind == facts::RootKind::Local && Path.Steps.size() == 1 && (Path.Steps[0] & 3) == kMember)
        P.Options.insert(Path.Steps[0] >> 2);
    Out.Events.push_back(std::move(To));
  }
  Out.Nodes.reserve(F.nodes() ? F.nodes()->size() : 0);
  for (const facts::Node *N : each(F.nodes())) {
    SmallVector<Edge, 4> Edges;
    for (const facts::Edge *E : each(N->edges()))
      Edges.push_back({E->target(), E->condition(), E->sense()});
    Out.Nodes.push_back({N->first(), N->count(), N->noreturn(), P.T.save(ArrayRef<Edge>(Edges))});
  }
  P.Functions.push_back(std::move(Out));
}

void Linker::addTU(const facts::TU &TU) {
  Module = P.T.save(moduleOf(TU));
  ModName = P.T.save(text(TU.module_()));
  Files.clear(), Records.clear(), Fields.clear(), Symbols.clear();
  for (const auto *F : each(TU.files()))
    Files.push_back(P.T.file(text(F)));
  MainFile = P.T.file(text(TU.main_file()));
  for (const facts::Record *R : each(TU.records()))
    Records.push_back(P.T.record(text(R->name()), R->file() < Files.size() ? Files[R->file()] : P.T.file(""), R->line(),
                                 R->anonymous()));
  for (const facts::Field *F : each(TU.fields()))
    Fields.push_back(P.T.field(Records[F->record()], text(F->name())));
  for (const facts::Symbol *S : each(TU.symbols())) {
    StringRef Home = S->kind() == facts::SymbolKind::Function ? homeOf(text(S->name()), Module) : "";
    Symbols.push_back(P.T.symbol(text(S->name()), S->kind(), S->file() < 0 ? kNone : Files[S->file()], Home));
  }
  for (const facts::Function *F : each(TU.functions()))
    addFunction(TU, *F);
  for (const facts::Alias *A : each(TU.aliases()))
    if (FuncId F = P.definition(Symbols[A->symbol()]); F != kNone)
      P.Aliases.emplace_back(text(A->name()), F);
  if (TU.errors() == 0) {
    ++P.Seen.Whole;
  } else {
    ++P.Seen.Partial;
    std::string Reason = (text(TU.main_file()) + ": " + Twine(TU.errors()) + " errors").str();
    if (TU.messages() && TU.messages()->size())
      Reason += ", first: " + TU.messages()->Get(0)->str();
    P.Seen.PartialReasons.push_back(std::move(Reason));
  }
}

void Linker::findDependencies() {
  size_t N = P.Modules.size();
  P.DependsOn.assign(N, BitVector(N));
  for (const Function &F : P.Functions) {
    if (F.ModuleId == kBuiltIn)
      continue;
    auto Use = [&](SymbolId S) {
      if (FuncId To = P.definition(S); To != kNone && P.Functions[To].ModuleId != kBuiltIn)
        P.DependsOn[F.ModuleId][P.Functions[To].ModuleId] = true;
    };
    for (const Event &E : F.Events) {
      if (E.Callee != kNone)
        Use(E.Callee);
      for (const Value &V : E.Args)
        if (V.Kind == facts::ValueKind::Function)
          Use(V.Data);
      if (E.Val.Kind == facts::ValueKind::Function)
        Use(E.Val.Data);
    }
  }
  // The closure. Of thousands of modules each uses a few.
  std::vector<SmallVector<unsigned, 8>> Used(N);
  for (size_t I = 0; I < N; ++I)
    append_range(Used[I], P.DependsOn[I].set_bits());
  for (size_t I = 0; I < N; ++I) {
    SmallVector<unsigned, 32> Todo(Used[I].begin(), Used[I].end());
    while (!Todo.empty())
      for (unsigned Next : Used[Todo.pop_back_val()])
        if (!P.DependsOn[I][Next]) {
          P.DependsOn[I].set(Next);
          Todo.push_back(Next);
        }
  }
  P.Related.assign(N, BitVector(N));
  for (size_t User = 0; User < N; ++User) {
    BitVector All = P.DependsOn[User];
    All.set(User);
    for (unsigned I : All.set_bits())
      P.Related[I] |= All;
  }
}

/// Fills in Program::Flags, and those Options that a callee sets.
void Linker::findFlags() {
  auto LastMember = [&](PathId Id) {
    ArrayRef<uint32_t> Steps = P.T.Paths[Id].Steps;
    return !Steps.empty() && (Steps.back() & 3) == kMember ? Steps.back() >> 2 : kNone;
  };
  // By function: to constants; and to a parameter's value or a constant, in what another parameter points to.
  DenseMap<FuncId, SmallVector<FieldId, 4>> Set;
  DenseMap<FuncId, SmallVector<std::pair<uint32_t, FieldId>, 4>> SetFor;
  for (FuncId F = 0; F < P.Functions.size(); ++F)
    for (const Event &E : P.Functions[F].Events) {
      FieldId Member = E.Kind == facts::EventKind::Store ? LastMember(E.Path) : kNone;
      if (Member == kNone)
        continue;
      const PathInfo &Path = P.T.Paths[E.Path];
      bool Constant = E.Val.Kind == facts::ValueKind::Const;
      if (Constant)
        Set[F].push_back(Member);
      if (Path.Kind == facts::RootKind::Param && Path.Steps.size() == 2 &&
          (Constant || (E.Val.Kind == facts::ValueKind::Load && P.T.Paths[E.Val.Data].Kind == facts::RootKind::Param &&
                        P.T.Paths[E.Val.Data].Steps.empty())))
        SetFor[F].emplace_back(Path.Root, Member);
    }
  for (FuncId F = 0; F < P.Functions.size(); ++F) {
    DenseSet<FieldId> Tested;
    for (const Condition &C : P.Functions[F].Conditions)
      if (C.Kind == facts::ConditionKind::True && C.Val.Kind == facts::ValueKind::Load)
        if (FieldId Member = LastMember(C.Val.Data); Member != kNone)
          Tested.insert(Member);
    auto Look = [&](FuncId In) {
      if (auto It = Set.find(In); It != Set.end() && !Tested.empty())
        for (FieldId Member : It->second)
          if (Tested.contains(Member))
            P.Flags.insert(Member);
    };
    Look(F);
    for (const Event &E : P.Functions[F].Events) {
      FuncId Callee = E.Callee == kNone ? kNone : P.definition(E.Callee);
      if (Callee == kNone)
        continue;
      Look(Callee);
      if (auto It = SetFor.find(Callee); It != SetFor.end())
        for (auto [Param, Member] : It->second)
          if (Param < E.Args.size() && E.Args[Param].Kind == facts::ValueKind::Address &&
              P.T.Paths[E.Args[Param].Data].Kind == facts::RootKind::Local) {
            P.Flags.insert(Member);
            P.Options.insert(Member);
          }
    }
  }
}

} // namespace

void link(ArrayRef<const FactsFile *> Files, Program &Out) { Linker(Files, Out).run(); }

} // namespace lockctx
