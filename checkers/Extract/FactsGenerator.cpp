//===- FactsGenerator.cpp -------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/FactsGenerator.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/FoldingSet.h"

using namespace clang;

namespace lockctx {

facts::EventT &FactsGenerator::add(facts::EventKind Kind, SourceLocation L) {
  Out->events.push_back(std::make_unique<facts::EventT>());
  facts::EventT &E = *Out->events.back();
  E.kind = Kind;
  E.loc = TU.loc(L);
  return E;
}

/// The source text of \p S on one line, shortened: what a report shows of a site.
std::string FactsGenerator::spelling(const Stmt *S) const {
  CharSourceRange Range = TU.SM.getExpansionRange(S->getSourceRange());
  std::string Text = Lexer::getSourceText(Range, TU.SM, TU.Ctx.getLangOpts()).str();
  std::string Short;
  for (char C : Text) {
    if (isWhitespace(C))
      C = ' ';
    if (C != ' ' || (!Short.empty() && Short.back() != ' ' && Short.back() != '('))
      Short += C;
    if (Short.size() >= 80)
      return Short + "...";
  }
  return Short;
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

/// Whether \p S neither assigns nor calls anything.
static bool onlyReads(const Stmt *S) {
  if (isa<CallExpr, GCCAsmStmt>(S))
    return false;
  if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp())
    return false;
  if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp())
    return false;
  return llvm::all_of(S->children(), [](const Stmt *Child) { return !Child || onlyReads(Child); });
}

/// Whether \p F is seen to change nothing, as those that read a guard's lock.
static bool onlyReads(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  return F->hasBody(Definition) && Definition->isInlineSpecified() && onlyReads(Definition->getBody());
}

void FactsGenerator::visitCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (Callee && Callee->getBuiltinID() && !Callee->hasBody() && Callee->getName().starts_with("__builtin"))
    return;
  // Where such a call is left over, the compiler gives up: it is never executed.
  if (const auto *Never = Callee ? Callee->getAttr<ErrorAttr>() : nullptr; Never && Never->isError())
    return;
  int32_t Symbol = -1;
  facts::Value Target;
  if (Callee) {
    Symbol = TU.symbol(Callee);
    Callees.push_back(Callee);
  } else {
    Target = Paths->value(Call->getCallee());
    if (Target.kind() == facts::ValueKind::Function) {
      Symbol = Target.data();
      Target = facts::Value();
    }
  }
  std::vector<facts::Value> Args;
  for (const Expr *Arg : Call->arguments())
    Args.push_back(value(Arg));
  Paths->setEvent(Call, Out->events.size());
  facts::EventT &E = add(facts::EventKind::Call, Call->getBeginLoc());
  E.callee = Symbol;
  E.target = Target;
  E.args = std::move(Args);
  E.text = spelling(Call);
  // A variable whose address is passed may have another value now.
  for (const Expr *Arg : Call->arguments())
    if (const auto *U = dyn_cast<UnaryOperator>(Arg->IgnoreParenCasts()); U && U->getOpcode() == UO_AddrOf)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(U->getSubExpr()->IgnoreParens()))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            V && Paths->isTracked(V) && !(Callee && onlyReads(Callee)))
          assignVariable(V, nullptr, Call->getBeginLoc());
}

void FactsGenerator::visitMacro(const MacroExpansion &M, const Stmt *S) {
  if (!Seen.insert(&M).second)
    return;
  if (M.Model->Value && M.Model->Do.empty() && !M.Model->TrueIn)
    return; // only passes a value on
  std::vector<facts::Value> Args;
  for (unsigned I = 0, N = Paths->macroArguments(M); I < N; ++I) {
    const Expr *Arg = Paths->macroArgument(M, I);
    Args.push_back(Arg ? Paths->value(Arg) : facts::Value());
  }
  Paths->setEvent(&M, Out->events.size());
  facts::EventT &E = add(facts::EventKind::Call, S->getBeginLoc());
  E.callee = TU.macro(M.Name);
  E.args = std::move(Args);
  E.text = spelling(S);
}

void FactsGenerator::visitCleanup(const CFGCleanupFunction &Cleanup) {
  const VarDecl *V = Cleanup.getVarDecl();
  const FunctionDecl *F = Cleanup.getFunctionDecl();
  Callees.push_back(F);
  facts::Value Arg = Paths->addressOf(V);
  uint32_t Symbol = TU.symbol(F);
  facts::EventT &E = add(facts::EventKind::Call, V->getLocation());
  E.callee = Symbol;
  E.args = {Arg};
  E.text = "end of the scope of " + V->getNameAsString();
}

/// \p V changes, and what was compared with it may.
void FactsGenerator::forgetConditions(const VarDecl *V, SourceLocation L) {
  for (unsigned Hash : ConditionsOf.lookup(V))
    if (Recurring &C = Conditions[Hash]; C.Count > 1)
      add(facts::EventKind::Assign, L).path = standIn(C);
}

void FactsGenerator::assignVariable(const VarDecl *V, const Expr *Source, SourceLocation L) {
  if (const auto *List = dyn_cast_or_null<InitListExpr>(Source ? Source->IgnoreParenImpCasts() : nullptr)) {
    facts::PathT Base = *Out->paths[Paths->variable(V)];
    initList(List, Base, *Out, *Paths);
    return;
  }
  bool IsRecord = V->getType()->isRecordType();
  // A guard is found again by its address, at the end of its scope.
  if (!IsRecord && !ConditionVars.count(V) && !V->getType()->isFunctionPointerType() && !V->hasAttr<CleanupAttr>())
    return;
  facts::Value Value = Source ? value(Source) : facts::Value();
  if (IsRecord && Value.kind() != facts::ValueKind::Load)
    return;
  uint32_t Path = Paths->variable(V);
  facts::EventT &E = add(facts::EventKind::Assign, L);
  E.path = Path;
  E.value = Value;
}

/// A number in a struct: an option in a local variable that is passed on, or a flag of an object.
static bool isNumberInStruct(const Expr *Target) {
  return isa<MemberExpr>(Target) && Target->getType()->isIntegralOrEnumerationType();
}

/// Whether \p V is what a call returned, as it is.
bool FactsGenerator::isResult(const facts::Value &V) const {
  return V.kind() == facts::ValueKind::Load && Out->paths[V.data()]->kind == facts::RootKind::CallResult &&
         Out->paths[V.data()]->steps.empty();
}

void FactsGenerator::assign(const Expr *Target, const Expr *Source, SourceLocation L) {
  Target = Target->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Target)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    forgetConditions(V, L);
    if (V && Paths->isTracked(V)) {
      assignVariable(V, Source, L);
      return;
    }
  }
  bool Number = isNumberInStruct(Target), Pointer = Target->getType()->isPointerType();
  if (!Source && !Number)
    return;
  if (const auto *Literal = Number ? nullptr : dyn_cast<CompoundLiteralExpr>(Source->IgnoreParenImpCasts())) {
    if (const auto *List = dyn_cast<InitListExpr>(Literal->getInitializer())) {
      facts::PathT Base = *Out->paths[Paths->object(Target)];
      initList(List, Base, *Out, *Paths);
    }
    return;
  }
  facts::Value Value = !Source ? facts::Value() : Number ? value(Source) : Paths->value(Source);
  bool Interesting = Number || Value.kind() == facts::ValueKind::Function ||
                     Target->getType()->isFunctionPointerType() ||
                     (Pointer && (Value.kind() == facts::ValueKind::Address || isResult(Value)));
  if (!Interesting)
    return;
  uint32_t Path = Paths->object(Target);
  facts::EventT &E = add(facts::EventKind::Store, L);
  E.path = Path;
  E.value = Value;
}

void FactsGenerator::initList(const InitListExpr *List, facts::PathT Base, facts::FunctionT &To, PathBuilder &P) {
  if (const InitListExpr *Semantic = List->isSemanticForm() ? List : List->getSemanticForm())
    List = Semantic;
  const RecordDecl *R = List->getType()->getAsRecordDecl();
  // The numbers beside a function in a table tell its rows apart.
  bool IsRow = R && Base.kind == facts::RootKind::Global &&
               llvm::any_of(List->inits(), [](const Expr *E) { return E && E->getType()->isFunctionPointerType(); });
  auto One = [&](const Expr *Init, uint32_t Step) {
    if (!Init || isa<ImplicitValueInitExpr>(Init))
      return;
    facts::PathT Path = Base;
    if (Step != UINT32_MAX)
      Path.steps.push_back(Step);
    const Expr *Inner = Init->IgnoreParenImpCasts();
    if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Inner))
      Inner = Literal->getInitializer();
    if (const auto *Nested = dyn_cast<InitListExpr>(Inner)) {
      initList(Nested, Path, To, P);
      return;
    }
    // Options that a function passes in a struct of its own: `struct cmd c = {.flags = ASYNC}; send(&c);`.
    bool Number = Init->getType()->isIntegralOrEnumerationType();
    bool Option = Number && Base.kind == facts::RootKind::Local && Path.steps.size() == 1;
    bool Beside = Number && IsRow;
    if (!Init->getType()->isPointerType() && !isa<DeclRefExpr>(Inner) && !Option && !Beside)
      return;
    facts::Value V = P.value(Init);
    if (V.kind() == facts::ValueKind::Function)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Init->IgnoreParenCasts()))
        if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
          Callees.push_back(F);
    QualType T = Init->getType();
    bool Wanted = Base.kind == facts::RootKind::Local || T->isFunctionPointerType() ||
                  (T->isPointerType() && T->getPointeeType()->isFunctionPointerType()); // an array of functions
    // A constant pointer, such as the (void *)1 of a guard without a lock, answers tests of it.
    if (V.kind() != facts::ValueKind::Function && !(Beside && V.kind() == facts::ValueKind::Const) &&
        !(Wanted && (V.kind() == facts::ValueKind::Address || V.kind() == facts::ValueKind::Load ||
                     (V.kind() == facts::ValueKind::Const && (T->isPointerType() || Option)))))
      return;
    To.paths.push_back(std::make_unique<facts::PathT>(Path));
    auto E = std::make_unique<facts::EventT>();
    bool Stored = V.kind() == facts::ValueKind::Function || (V.kind() == facts::ValueKind::Const && (Option || Beside));
    E->kind = Stored ? facts::EventKind::Store : facts::EventKind::Assign;
    E->loc = TU.loc(Init->getBeginLoc());
    E->path = To.paths.size() - 1;
    E->value = V;
    To.events.push_back(std::move(E));
  };
  if (!R) {
    for (const Expr *Init : List->inits())
      One(Init, /*element*/ 3);
    return;
  }
  if (R->isUnion()) {
    if (const FieldDecl *F = List->getInitializedFieldInUnion(); F && List->getNumInits())
      One(List->getInit(0), F->isAnonymousStructOrUnion() ? UINT32_MAX : TU.field(F) << 2);
    return;
  }
  unsigned I = 0;
  for (const FieldDecl *F : R->fields()) {
    if (F->isUnnamedBitField())
      continue;
    if (I >= List->getNumInits())
      break;
    One(List->getInit(I++), F->isAnonymousStructOrUnion() ? UINT32_MAX : TU.field(F) << 2);
  }
}

void FactsGenerator::addInitializer(const VarDecl *V, facts::FunctionT &To, PathBuilder &P) {
  const Expr *Init = V->getInit()->IgnoreParenImpCasts();
  facts::PathT Base;
  Base.kind = facts::RootKind::Global;
  Base.root = TU.symbol(V);
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Init))
    Init = Literal->getInitializer();
  if (const auto *List = dyn_cast<InitListExpr>(Init)) {
    initList(List, Base, To, P);
    return;
  }
  if (!V->getType()->isPointerType())
    return;
  facts::Value Value = P.value(V->getInit());
  if (Value.kind() != facts::ValueKind::Function)
    return;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(V->getInit()->IgnoreParenCasts()))
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Callees.push_back(F);
  To.paths.push_back(std::make_unique<facts::PathT>(Base));
  auto E = std::make_unique<facts::EventT>();
  E->kind = facts::EventKind::Store;
  E->loc = TU.loc(V->getLocation());
  E->path = To.paths.size() - 1;
  E->value = Value;
  To.events.push_back(std::move(E));
}

void FactsGenerator::visitStmt(const Stmt *S) {
  if (const MacroExpansion *M = Macros.enclosing(S)) {
    visitMacro(*M, S);
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    visitCall(Call);
  } else if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp()) {
    assign(B->getLHS(), B->getOpcode() == BO_Assign ? B->getRHS() : nullptr, B->getOperatorLoc());
  } else if (const auto *U = dyn_cast<UnaryOperator>(S); U && U->isIncrementDecrementOp()) {
    assign(U->getSubExpr(), nullptr, U->getOperatorLoc());
  } else if (const auto *D = dyn_cast<DeclStmt>(S)) {
    for (const Decl *Each : D->decls())
      if (const auto *V = dyn_cast<VarDecl>(Each); V && V->getInit()) {
        if (V->hasLocalStorage()) {
          forgetConditions(V, V->getLocation());
          assignVariable(V, V->getInit(), V->getLocation());
        } else // tables of handlers are often static locals
          addInitializer(V, *Out, *Paths);
      }
  } else if (const auto *R = dyn_cast<ReturnStmt>(S)) {
    facts::Value V = R->getRetValue() ? value(R->getRetValue()) : facts::Value();
    add(facts::EventKind::Return, R->getReturnLoc()).value = V;
  }
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

static unsigned hashOf(const Expr *E, const ASTContext &Ctx) {
  llvm::FoldingSetNodeID Id;
  E->IgnoreParenImpCasts()->Profile(Id, Ctx, /*Canonical=*/true);
  return Id.ComputeHash();
}

/// Strips what does not change whether \p E is zero, and counts the negations in \p Sense.
const Expr *FactsGenerator::stripTruth(const Expr *E, bool &Sense) const {
  for (;;) {
    // likely() and the like: the condition is their argument.
    if (const MacroExpansion *M = Macros.enclosing(E)) {
      const Expr *Arg = M->Model->Value ? Paths->macroArgument(*M, *M->Model->Value) : nullptr;
      if (!Arg || Arg == E)
        return E;
      E = Arg;
      continue;
    }
    E = E->IgnoreParenCasts();
    if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_LNot) {
      Sense = !Sense;
      E = U->getSubExpr();
    } else if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_Extension) {
      E = U->getSubExpr();
    } else if (const auto *C = dyn_cast<CallExpr>(E);
               C && C->getBuiltinCallee() && C->getDirectCallee()->getName().starts_with("__builtin_expect")) {
      E = C->getArg(0);
    } else {
      return E;
    }
  }
}

void FactsGenerator::noteLocals(const Stmt *S, unsigned Condition) {
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(S))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && V->isLocalVarDeclOrParm())
      if (auto &All = ConditionsOf[V]; !llvm::is_contained(All, Condition))
        All.push_back(Condition);
  if (S)
    for (const Stmt *Child : S->children())
      noteLocals(Child, Condition);
}

/// Whether \p E is 1 or 0 by its form.
static bool isTruth(const Expr *E) {
  for (E = E->IgnoreParens();; E = cast<ImplicitCastExpr>(E)->getSubExpr()->IgnoreParens()) {
    if (E->getType()->isBooleanType())
      return true;
    if (const auto *B = dyn_cast<BinaryOperator>(E))
      return B->isComparisonOp();
    if (const auto *U = dyn_cast<UnaryOperator>(E))
      return U->getOpcode() == UO_LNot;
    if (!isa<ImplicitCastExpr>(E))
      return false;
  }
}

void FactsGenerator::collectConditions(const CFG &Graph) {
  llvm::SmallVector<const Stmt *, 16> Todo;
  for (const CFGBlock *Block : Graph) {
    if (const Expr *E = Block->getLastCondition()) {
      Todo.push_back(E);
      bool Sense = true;
      const Expr *Stripped = stripTruth(E, Sense);
      unsigned Hash = hashOf(Stripped, TU.Ctx);
      if (Conditions[Hash].Count++ == 0 && isa<BinaryOperator>(Stripped))
        noteLocals(Stripped, Hash);
    }
    if (const auto *S = dyn_cast_or_null<SwitchStmt>(Block->getTerminatorStmt()))
      Todo.push_back(S->getCond());
    for (const CFGElement &Element : *Block)
      if (auto S = Element.getAs<CFGStmt>()) {
        if (const auto *R = dyn_cast<ReturnStmt>(S->getStmt()); R && R->getRetValue())
          Todo.push_back(R->getRetValue());
        else if (const auto *C = dyn_cast<CallExpr>(S->getStmt()))
          for (const Expr *Arg : C->arguments())
            if (Arg->getType()->isIntegralOrEnumerationType() &&
                (isa<DeclRefExpr>(Arg->IgnoreParenCasts()) || isTruth(Arg)))
              Todo.push_back(Arg);
      }
  }
  while (!Todo.empty()) {
    const Stmt *S = Todo.pop_back_val();
    if (!S)
      continue;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()); V && Paths->isTracked(V))
        ConditionVars.insert(V);
    Todo.append(S->child_begin(), S->child_end());
  }
}

int32_t FactsGenerator::addCondition(facts::ConditionKind Kind, facts::Value V, int64_t Constant) {
  if (V.kind() == facts::ValueKind::Unknown)
    return -1;
  for (size_t I = 0; I < Out->conditions.size(); ++I) {
    const facts::ConditionT &C = *Out->conditions[I];
    if (C.kind == Kind && C.constant == Constant && C.value.kind() == V.kind() && C.value.data() == V.data())
      return I;
  }
  auto C = std::make_unique<facts::ConditionT>();
  C->kind = Kind;
  C->value = V;
  C->constant = Constant;
  Out->conditions.push_back(std::move(C));
  return Out->conditions.size() - 1;
}

/// The value of an operand of a condition. A comparison of what is not constant, if it occurs in several conditions and
/// changes nothing, is the value of a made-up local, which an assignment to one of its own locals changes.
facts::Value FactsGenerator::comparedValue(const Expr *E) {
  facts::Value V = Paths->value(E);
  if (V.kind() != facts::ValueKind::Unknown || !isa<BinaryOperator>(E) || E->HasSideEffects(TU.Ctx))
    return V;
  Recurring &C = Conditions[hashOf(E, TU.Ctx)];
  return C.Count < 2 ? V : facts::Value(facts::ValueKind::Load, standIn(C));
}

uint32_t FactsGenerator::standIn(Recurring &C) {
  if (C.Path < 0) {
    C.Path = Out->paths.size();
    auto Path = std::make_unique<facts::PathT>();
    Path->kind = facts::RootKind::Local;
    Path->root = Out->locals.size();
    Out->paths.push_back(std::move(Path));
    Out->locals.push_back("comparison#" + std::to_string(Out->locals.size()));
  }
  return C.Path;
}

facts::Value FactsGenerator::value(const Expr *E) {
  facts::Value V = Paths->value(E);
  if (V.kind() != facts::ValueKind::Unknown || !isTruth(E))
    return V;
  bool Sense = true;
  int32_t C = condition(E, Sense);
  return C < 0 ? V : facts::Value(facts::ValueKind::Truth, int64_t(C) << 1 | Sense);
}

int32_t FactsGenerator::condition(const Expr *E, bool &Sense) {
  E = stripTruth(E, Sense);
  if (const auto *B = dyn_cast<BinaryOperator>(E); B && !Macros.enclosing(E)) {
    Expr::EvalResult R;
    BinaryOperatorKind Op = B->getOpcode();
    bool Comparison = Op == BO_EQ || Op == BO_NE || Op == BO_LT || Op == BO_GE || Op == BO_And;
    bool Constant = Comparison && !B->getRHS()->isValueDependent() &&
                    (B->getRHS()->EvaluateAsInt(R, TU.Ctx) ||
                     B->getRHS()->isNullPointerConstant(TU.Ctx, Expr::NPC_ValueDependentIsNotNull));
    if (Constant) {
      int64_t C = R.Val.isInt() ? R.Val.getInt().getExtValue() : 0;
      const Expr *Left = B->getLHS()->IgnoreParenCasts();
      facts::Value V = Paths->value(Left);
      if (V.kind() != facts::ValueKind::Unknown && V.kind() != facts::ValueKind::Const) {
        if (Op == BO_NE || Op == BO_GE)
          Sense = !Sense;
        switch (Op) {
        case BO_EQ:
        case BO_NE:
          if (C != 0)
            return addCondition(facts::ConditionKind::Equal, V, C);
          Sense = !Sense;
          return addCondition(facts::ConditionKind::True, V, 0);
        case BO_And:
          return addCondition(facts::ConditionKind::Mask, V, C);
        default:
          return addCondition(facts::ConditionKind::Less, V, C);
        }
      }
    }
  }
  return addCondition(facts::ConditionKind::True, comparedValue(E), 0);
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

void FactsGenerator::addEdges(const CFGBlock &Block, facts::NodeT &Node) {
  // Clang leads such a block to the exit, but nothing returns from there.
  if (Block.hasNoReturnElement()) {
    Node.noreturn = true;
    return;
  }
  auto Edge = [&](const CFGBlock::AdjacentBlock &B, int32_t Condition, bool Sense) {
    if (const CFGBlock *To = B.getReachableBlock())
      Node.edges.push_back(facts::Edge(To->getBlockID(), Condition, Sense));
  };
  const Stmt *Terminator = Block.getTerminatorStmt();
  if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Terminator)) {
    facts::Value V = Paths->value(Switch->getCond());
    for (const CFGBlock::AdjacentBlock &B : Block.succs()) {
      const CFGBlock *To = B.getReachableBlock();
      int32_t Condition = -1;
      if (const auto *Case = dyn_cast_or_null<CaseStmt>(To ? To->getLabel() : nullptr);
          Case && !Case->getRHS() && V.kind() != facts::ValueKind::Const) {
        Expr::EvalResult R;
        if (Case->getLHS()->EvaluateAsInt(R, TU.Ctx))
          Condition = addCondition(facts::ConditionKind::Equal, V, R.Val.getInt().getExtValue());
      }
      Edge(B, Condition, true);
    }
    return;
  }
  // Where an asm goto leads is decided by no expression; Clang takes what came last for one.
  bool Decides = Block.succ_size() == 2 && !isa_and_nonnull<GCCAsmStmt>(Terminator);
  const Expr *Condition = Decides ? Block.getLastCondition() : nullptr;
  if (!Condition) {
    for (const CFGBlock::AdjacentBlock &B : Block.succs())
      Edge(B, -1, true);
    return;
  }
  bool Sense = true;
  int32_t Number = condition(Condition, Sense);
  Edge(*Block.succ_begin(), Number, Sense);
  Edge(*(Block.succ_begin() + 1), Number, !Sense);
}

void FactsGenerator::visitBlock(const CFGBlock &Block) {
  for (const CFGElement &Element : Block) {
    if (auto S = Element.getAs<CFGStmt>())
      visitStmt(S->getStmt());
    else if (auto C = Element.getAs<CFGCleanupFunction>())
      visitCleanup(*C);
  }
  // An expansion may leave nothing but a `do ... while (0)` behind.
  if (const Stmt *T = Block.getTerminatorStmt())
    if (const MacroExpansion *M = Macros.enclosing(T))
      visitMacro(*M, T);
}

/// Removes nodes that do nothing and branch nowhere, and numbers the rest from the entry.
void FactsGenerator::reduce() {
  auto &Nodes = Out->nodes;
  auto Skip = [&](uint32_t N) {
    llvm::SmallVector<uint32_t, 8> Trail;
    while (Nodes[N]->count == 0 && Nodes[N]->edges.size() == 1 && !llvm::is_contained(Trail, N)) {
      Trail.push_back(N);
      N = Nodes[N]->edges[0].target();
    }
    return N;
  };
  for (auto &Node : Nodes) {
    std::vector<facts::Edge> Edges;
    for (const facts::Edge &E : Node->edges) {
      facts::Edge To(Skip(E.target()), E.condition(), E.sense());
      // Both ways of a branch lead to the same place: no branch. Several cases of a switch may, and others not.
      auto Same = llvm::find_if(Edges, [&](const facts::Edge &Other) {
        return Other.target() == To.target() && (Other.condition() < 0 || To.condition() < 0 ||
                                                 (Other.condition() == To.condition() && Other.sense() != To.sense()));
      });
      if (Same == Edges.end())
        Edges.push_back(To);
      else
        *Same = facts::Edge(To.target(), -1, true);
    }
    Node->edges = std::move(Edges);
  }
}

/// The section "Context:" of a kernel-doc comment, on one line: up to an empty line or the next section.
static std::string contextSection(StringRef Comment) {
  std::string Section;
  bool Inside = false;
  while (!Comment.empty()) {
    StringRef Line;
    std::tie(Line, Comment) = Comment.split('\n');
    Line = Line.trim().ltrim('*').trim();
    if (!Inside) {
      Inside = Line.consume_front("Context:");
      if (!Inside)
        continue;
    } else if (Line.empty() || Line.starts_with("/") || Line.split(' ').first.ends_with(":")) {
      break;
    }
    Line = Line.trim();
    Section += (Section.empty() || Line.empty() ? "" : " ") + Line.str();
  }
  return Section;
}

std::unique_ptr<facts::FunctionT> FactsGenerator::run(const FunctionDecl *F) {
  auto Result = std::make_unique<facts::FunctionT>();
  Out = Result.get();
  PathBuilder Builder(TU, Macros, *Out);
  Paths = &Builder;
  Seen.clear();
  ConditionVars.clear();
  Conditions.clear();
  ConditionsOf.clear();
  Out->symbol = TU.symbol(F);
  Out->loc = TU.loc(F->getLocation());
  Out->params = F->getNumParams();
  Out->signature = F->getType().getCanonicalType().getAsString();
  if (const auto *Section = F->getAttr<SectionAttr>())
    Out->section = Section->getName().str();
  for (const auto *A : F->specific_attrs<AnnotateAttr>())
    Out->annotations.push_back(A->getAnnotation().str());
  // A header's comments are not read: a precompiled one may not have them.
  for (const FunctionDecl *D : F->redecls())
    if (TU.SM.isInMainFile(D->getLocation()) && Out->context.empty())
      if (const RawComment *Doc = TU.Ctx.getRawCommentForDeclNoCache(D))
        Out->context = contextSection(Doc->getRawText(TU.SM));

  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true; // with them come the cleanup functions of guards
  Options.PruneTriviallyFalseEdges = true;
  Options.setAlwaysAdd(Stmt::BinaryOperatorClass)
      .setAlwaysAdd(Stmt::CompoundAssignOperatorClass)
      .setAlwaysAdd(Stmt::UnaryOperatorClass);
  std::unique_ptr<CFG> Graph = CFG::buildCFG(F, F->getBody(), &TU.Ctx, Options);
  if (!Graph) {
    Out->incomplete = true;
    return Result;
  }
  Paths->scan(F, F->getBody());
  collectConditions(*Graph);
  // In reverse post order an event comes after those that its paths refer to; the entry block has the last number.
  std::vector<const CFGBlock *> Order(Graph->getNumBlockIDs());
  for (const CFGBlock *Block : *Graph)
    Order[Block->getBlockID()] = Block;
  for (unsigned I = 0; I < Order.size(); ++I)
    Out->nodes.push_back(std::make_unique<facts::NodeT>());
  for (const CFGBlock *Block : llvm::reverse(Order)) {
    facts::NodeT &Node = *Out->nodes[Block->getBlockID()];
    Node.first = Out->events.size();
    visitBlock(*Block);
    Node.count = Out->events.size() - Node.first;
    addEdges(*Block, Node);
  }
  reduce();
  Paths->finish();

  // Number the nodes that are left from the entry on.
  std::vector<std::unique_ptr<facts::NodeT>> Nodes;
  llvm::DenseMap<uint32_t, uint32_t> Numbers;
  llvm::SmallVector<uint32_t, 32> Todo{Graph->getEntry().getBlockID()};
  Numbers[Todo[0]] = 0;
  for (size_t I = 0; I < Todo.size(); ++I) {
    auto &Node = Out->nodes[Todo[I]];
    for (facts::Edge &E : Node->edges) {
      auto [It, New] = Numbers.try_emplace(E.target(), Todo.size());
      if (New)
        Todo.push_back(E.target());
      E = facts::Edge(It->second, E.condition(), E.sense());
    }
  }
  for (uint32_t N : Todo)
    Nodes.push_back(std::move(Out->nodes[N]));
  Out->nodes = std::move(Nodes);
  return Result;
}

} // namespace lockctx
