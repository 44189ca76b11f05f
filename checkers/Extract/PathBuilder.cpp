//===- PathBuilder.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/PathBuilder.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace lockctx {

namespace {
enum : uint32_t { StepMember = 0, StepDeref = 1, StepEnclosing = 2, StepElement = 3 };
uint32_t step(uint32_t Kind, uint32_t Field = 0) { return Field << 2 | Kind; }

/// How many expressions deep aliases of locals are followed; deeper ones do not occur outside of generated code.
constexpr unsigned kMaxDepth = 40;

bool isNull(const Expr *E, ASTContext &Ctx) {
  E = E->IgnoreParenCasts();
  if (const auto *L = dyn_cast<IntegerLiteral>(E))
    return L->getValue() == 0;
  return false;
}
} // namespace

//===----------------------------------------------------------------------===//
// What the function does with its locals
//===----------------------------------------------------------------------===//

void PathBuilder::noteAssignment(const VarDecl *V, const Expr *E) {
  if (!V->hasLocalStorage())
    return;
  Local &L = Locals[V];
  if (E && V->getType()->isPointerType() && isNull(E, TU.Ctx))
    return;
  ++L.Assignments;
  L.Only = L.Assignments == 1 ? E : nullptr;
}

void PathBuilder::noteMacroArguments(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S))
    for (const MacroArgument &A : Macros.arguments(S->getBeginLoc()))
      if (llvm::is_contained(Macros.arguments(S->getEndLoc()), A))
        MacroArgs.try_emplace({A.Of, A.Number}, E);
}

void PathBuilder::scan(const FunctionDecl *F, const Stmt *Body) {
  Function = F;
  llvm::SmallVector<const Stmt *, 32> Todo{Body};
  while (!Todo.empty()) {
    const Stmt *S = Todo.pop_back_val();
    if (!S)
      continue;
    noteMacroArguments(S);
    if (const auto *D = dyn_cast<DeclStmt>(S)) {
      for (const Decl *Each : D->decls()) {
        const auto *V = dyn_cast<VarDecl>(Each);
        if (!V || !V->getInit())
          continue;
        noteAssignment(V, V->getInit());
        if (const auto *List = dyn_cast<InitListExpr>(V->getInit()->IgnoreParenImpCasts());
            List && V->hasLocalStorage() && V->getType()->isRecordType()) {
          const auto *R = V->getType()->getAsRecordDecl();
          unsigned I = 0;
          for (const FieldDecl *Field : R->fields()) {
            if (I >= List->getNumInits())
              break;
            if (!isa<ImplicitValueInitExpr>(List->getInit(I)) && Field->getType()->isPointerType())
              LocalFields[{V, TU.field(Field)}] = List->getInit(I);
            ++I;
          }
        }
      }
    } else if (const auto *B = dyn_cast<BinaryOperator>(S); B && B->isAssignmentOp()) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(B->getLHS()->IgnoreParens()))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          noteAssignment(V, B->getOpcode() == BO_Assign ? B->getRHS() : nullptr);
    } else if (const auto *U = dyn_cast<UnaryOperator>(S)) {
      // A variable whose address is passed on, or that counts, is set by more than its assignments.
      if (U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf)
        if (const auto *Ref = dyn_cast<DeclRefExpr>(U->getSubExpr()->IgnoreParens()))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
            if (!V->getType()->isRecordType() && !V->getType()->isArrayType())
              noteAssignment(V, nullptr);
    }
    // Children in order, first one on top: an outer expression is seen before its parts.
    llvm::SmallVector<const Stmt *, 8> Children(S->child_begin(), S->child_end());
    for (const Stmt *C : llvm::reverse(Children))
      Todo.push_back(C);
  }
}

bool PathBuilder::isTracked(const VarDecl *V) const {
  return V->hasLocalStorage() && !V->getType()->isRecordType() && !V->getType()->isArrayType();
}

const Expr *PathBuilder::macroArgument(const MacroExpansion &E, unsigned Number) const {
  auto It = MacroArgs.find({&E, Number});
  return It == MacroArgs.end() ? nullptr : It->second;
}

unsigned PathBuilder::macroArguments(const MacroExpansion &E) const {
  unsigned Count = 0;
  for (auto It = MacroArgs.lower_bound({&E, 0}); It != MacroArgs.end() && It->first.first == &E; ++It)
    Count = It->first.second + 1;
  return Count;
}

//===----------------------------------------------------------------------===//
// Lowering
//===----------------------------------------------------------------------===//

PathBuilder::Location PathBuilder::unknown() {
  Location L;
  L.Root = Unknowns++;
  return L;
}

uint32_t PathBuilder::localIndex(const VarDecl *V) {
  auto [It, New] = LocalIndices.try_emplace(V, Out.locals.size());
  if (New)
    Out.locals.push_back(TU.nameOf(V));
  return It->second;
}

uint32_t PathBuilder::callRoot(const void *Call) {
  auto [It, New] = CallNumbers.try_emplace(Call, Calls.size());
  if (New)
    Calls.push_back(Call);
  return It->second;
}

PathBuilder::Location PathBuilder::locateVariable(const VarDecl *V) {
  Location L;
  if (const auto *P = dyn_cast<ParmVarDecl>(V); P && P->getDeclContext() == Function) {
    L.Kind = facts::RootKind::Param;
    L.Root = P->getFunctionScopeIndex();
  } else if (V->hasLocalStorage()) {
    L.Kind = facts::RootKind::Local;
    L.Root = localIndex(V);
  } else {
    L.Kind = facts::RootKind::Global;
    L.Root = TU.symbol(V);
  }
  return L;
}

PathBuilder::Location PathBuilder::pointee(const Lowered &V) {
  Location L = V.At;
  if (V.Kind == facts::ValueKind::Address)
    return L;
  if (V.Kind != facts::ValueKind::Load)
    return unknown();
  L.S.push_back(step(StepDeref));
  return L;
}

PathBuilder::Location PathBuilder::locate(const Expr *E, unsigned Depth) {
  if (Depth > kMaxDepth)
    return unknown();
  E = E->IgnoreParens();
  if (const MacroExpansion *M = Macros.enclosing(E))
    if (M->Model->Value)
      if (const Expr *Arg = macroArgument(*M, *M->Model->Value); Arg && Arg != E && Arg->isGLValue())
        return locate(Arg, Depth + 1);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      return locateVariable(V);
    return unknown();
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    Location L =
        Member->isArrow() ? pointee(lower(Member->getBase(), Depth + 1)) : locate(Member->getBase(), Depth + 1);
    if (const auto *F = dyn_cast<FieldDecl>(Member->getMemberDecl()); F && !F->isAnonymousStructOrUnion()) {
      uint32_t Field = TU.field(F);
      // container_of and its inverse cancel out.
      if (!L.S.empty() && L.S.back() == step(StepEnclosing, Field))
        L.S.pop_back();
      else
        L.S.push_back(step(StepMember, Field));
    }
    return L;
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_Deref)
    return pointee(lower(U->getSubExpr(), Depth + 1));
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(E))
    return pointee(lower(A->getBase(), Depth + 1));
  if (const auto *C = dyn_cast<CastExpr>(E))
    return locate(C->getSubExpr(), Depth + 1);
  if (const auto *S = dyn_cast<StmtExpr>(E)) {
    if (const auto *Last =
            dyn_cast_or_null<Expr>(S->getSubStmt()->body_empty() ? nullptr : S->getSubStmt()->body_back()))
      return locate(Last, Depth + 1);
    return unknown();
  }
  if (E->isPRValue() && E->getType()->isRecordType()) {
    Lowered V = lower(E, Depth + 1);
    if (V.Kind == facts::ValueKind::Load)
      return V.At;
  }
  return unknown();
}

PathBuilder::Lowered PathBuilder::load(const Location &L) {
  Lowered V;
  V.Kind = facts::ValueKind::Load;
  V.At = L;
  return V;
}

PathBuilder::Lowered PathBuilder::lowerMacro(const MacroExpansion &E, unsigned Depth) {
  if (E.Model->Value)
    if (const Expr *Arg = macroArgument(E, *E.Model->Value))
      return lower(Arg, Depth + 1);
  Lowered V;
  V.Kind = facts::ValueKind::Load;
  V.At.Kind = facts::RootKind::CallResult;
  V.At.Root = callRoot(&E);
  return V;
}

PathBuilder::Lowered PathBuilder::lowerBinary(const BinaryOperator *B, unsigned Depth) {
  switch (B->getOpcode()) {
  case BO_Comma:
  case BO_Assign:
    return lower(B->getRHS(), Depth + 1);
  case BO_Sub: {
    // container_of: a pointer minus the offset of the member it points to.
    if (const auto *Offset = dyn_cast<OffsetOfExpr>(B->getRHS()->IgnoreParenCasts())) {
      Lowered V = lower(B->getLHS(), Depth + 1);
      Lowered Result;
      Result.Kind = facts::ValueKind::Address;
      Result.At = pointee(V);
      for (unsigned I = Offset->getNumComponents(); I-- > 0;) {
        const OffsetOfNode &Node = Offset->getComponent(I);
        if (Node.getKind() != OffsetOfNode::Field || Node.getField()->isAnonymousStructOrUnion())
          continue;
        uint32_t Field = TU.field(Node.getField());
        if (!Result.At.S.empty() && Result.At.S.back() == step(StepMember, Field))
          Result.At.S.pop_back();
        else
          Result.At.S.push_back(step(StepEnclosing, Field));
      }
      return Result;
    }
    [[fallthrough]];
  }
  case BO_Add:
    if (B->getLHS()->getType()->isPointerType())
      return lower(B->getLHS(), Depth + 1);
    if (B->getRHS()->getType()->isPointerType())
      return lower(B->getRHS(), Depth + 1);
    break;
  default:
    break;
  }
  return {};
}

std::optional<PathBuilder::Lowered> PathBuilder::aliasOf(const VarDecl *V, unsigned Depth) {
  auto It = Locals.find(V);
  if (It == Locals.end() || It->second.Assignments != 1 || !It->second.Only || isa<ParmVarDecl>(V) ||
      !V->getType()->isPointerType())
    return std::nullopt;
  if (!Active.insert(V).second) {
    // Set from itself (p = p->next): not the same everywhere after all.
    It->second.Assignments = 2;
    return std::nullopt;
  }
  Lowered Alias = lower(It->second.Only, Depth + 1);
  Active.erase(V);
  if (Locals.find(V)->second.Assignments != 1)
    return std::nullopt;
  bool Useful = Alias.Kind == facts::ValueKind::Function ||
                ((Alias.Kind == facts::ValueKind::Address || Alias.Kind == facts::ValueKind::Load) &&
                 Alias.At.Kind != facts::RootKind::Unknown);
  return Useful ? std::optional(Alias) : std::nullopt;
}

PathBuilder::Lowered PathBuilder::lower(const Expr *E, unsigned Depth) {
  if (Depth > kMaxDepth)
    return {};
  E = E->IgnoreParens();
  if (const MacroExpansion *M = Macros.enclosing(E))
    return lowerMacro(*M, Depth);

  if (const auto *C = dyn_cast<CastExpr>(E)) {
    switch (C->getCastKind()) {
    case CK_LValueToRValue: {
      const Expr *Sub = C->getSubExpr()->IgnoreParens();
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Sub))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          if (auto Alias = aliasOf(V, Depth))
            return *Alias;
      Location L = locate(Sub, Depth + 1);
      if (L.Kind == facts::RootKind::Local && L.S.size() == 1 && (L.S[0] & 3) == StepMember)
        for (const auto &[Key, Init] : LocalFields)
          if (Key.second == L.S[0] >> 2 && LocalIndices.lookup(Key.first) == L.Root && LocalIndices.count(Key.first))
            return lower(Init, Depth + 1);
      return load(L);
    }
    case CK_ArrayToPointerDecay: {
      Lowered V;
      V.Kind = facts::ValueKind::Address;
      V.At = locate(C->getSubExpr(), Depth + 1);
      V.At.S.push_back(step(StepElement));
      return V;
    }
    default:
      return lower(C->getSubExpr(), Depth + 1);
    }
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl())) {
      Lowered V;
      V.Kind = facts::ValueKind::Function;
      V.Data = TU.symbol(F);
      return V;
    }
    if (const auto *C = dyn_cast<EnumConstantDecl>(Ref->getDecl())) {
      Lowered V;
      V.Kind = facts::ValueKind::Const;
      V.Data = C->getInitVal().getExtValue();
      return V;
    }
  }
  if (const auto *U = dyn_cast<UnaryOperator>(E)) {
    if (U->getOpcode() == UO_AddrOf) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(U->getSubExpr()->IgnoreParens());
          Ref && isa<FunctionDecl>(Ref->getDecl()))
        return lower(U->getSubExpr(), Depth + 1);
      Lowered V;
      V.Kind = facts::ValueKind::Address;
      V.At = locate(U->getSubExpr(), Depth + 1);
      return V;
    }
    if (U->getOpcode() == UO_Extension || (U->getOpcode() == UO_Deref && U->getType()->isFunctionType())) // (*call)()
      return lower(U->getSubExpr(), Depth + 1);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    // __builtin_expect and friends give back their first argument.
    if (unsigned Id = Call->getBuiltinCallee(); Id && TU.Ctx.BuiltinInfo.getName(Id).starts_with("__builtin_expect"))
      return lower(Call->getArg(0), Depth + 1);
    if (const FunctionDecl *Callee = Call->getDirectCallee(); Callee && Callee->getIdentifier())
      if (const CallModel *M = Macros.model(Callee->getName()); M && M->Value && *M->Value < Call->getNumArgs())
        return lower(Call->getArg(*M->Value), Depth + 1);
    Lowered V;
    V.Kind = facts::ValueKind::Load;
    V.At.Kind = facts::RootKind::CallResult;
    V.At.Root = callRoot(Call);
    return V;
  }
  if (const auto *B = dyn_cast<BinaryOperator>(E))
    if (Lowered V = lowerBinary(B, Depth); V.Kind != facts::ValueKind::Unknown)
      return V;
  if (const auto *C = dyn_cast<AbstractConditionalOperator>(E)) {
    // One arm null, or both the same: the value that is of use.
    const Expr *True = C->getTrueExpr(), *False = C->getFalseExpr();
    if (C->getType()->isPointerType()) {
      if (isNull(False, TU.Ctx))
        return lower(True, Depth + 1);
      if (isNull(True, TU.Ctx))
        return lower(False, Depth + 1);
    }
  }
  if (const auto *S = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt *Body = S->getSubStmt();
    if (const auto *Last = dyn_cast_or_null<Expr>(Body->body_empty() ? nullptr : Body->body_back()))
      return lower(Last, Depth + 1);
    return {};
  }
  if (const auto *O = dyn_cast<OpaqueValueExpr>(E); O && O->getSourceExpr())
    return lower(O->getSourceExpr(), Depth + 1);
  if (E->getType()->isIntegralOrEnumerationType() && !E->isValueDependent()) {
    Expr::EvalResult Result;
    if (E->EvaluateAsInt(Result, TU.Ctx, Expr::SE_NoSideEffects)) {
      Lowered V;
      V.Kind = facts::ValueKind::Const;
      V.Data = Result.Val.getInt().getExtValue();
      return V;
    }
  }
  if (E->isGLValue() && (E->getType()->isPointerType() || E->getType()->isRecordType() || E->getType()->isScalarType()))
    return load(locate(E, Depth + 1));
  return {};
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

uint32_t PathBuilder::intern(const Location &L) {
  std::vector<uint32_t> Key{uint32_t(L.Kind), L.Root};
  Key.insert(Key.end(), L.S.begin(), L.S.end());
  auto [It, New] = Paths.try_emplace(std::move(Key), Out.paths.size());
  if (New) {
    auto Path = std::make_unique<facts::PathT>();
    Path->kind = L.Kind;
    Path->root = L.Root;
    Path->steps.assign(L.S.begin(), L.S.end());
    Out.paths.push_back(std::move(Path));
  }
  return It->second;
}

facts::Value PathBuilder::toValue(const Lowered &V) {
  bool HasPath = V.Kind == facts::ValueKind::Address || V.Kind == facts::ValueKind::Load;
  return facts::Value(V.Kind, HasPath ? intern(V.At) : V.Data);
}

facts::Value PathBuilder::value(const Expr *E) { return toValue(lower(E, 0)); }
uint32_t PathBuilder::object(const Expr *E) { return intern(locate(E, 0)); }
uint32_t PathBuilder::variable(const VarDecl *V) { return intern(locateVariable(V)); }

facts::Value PathBuilder::addressOf(const VarDecl *V) {
  return facts::Value(facts::ValueKind::Address, intern(locateVariable(V)));
}

void PathBuilder::finish() {
  for (auto &Path : Out.paths) {
    if (Path->kind != facts::RootKind::CallResult)
      continue;
    if (auto It = Events.find(Calls[Path->root]); It != Events.end()) {
      Path->root = It->second;
    } else {
      Path->kind = facts::RootKind::Unknown;
      Path->root = Unknowns + Path->root;
    }
  }
}

} // namespace lockctx
