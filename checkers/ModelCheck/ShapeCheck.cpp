//===- ShapeCheck.cpp - What a model names, in a syntax tree --------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ModelCheck/ShapeCheck.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"

using namespace clang;
using llvm::any_of;
using llvm::ArrayRef;
using llvm::StringRef;
using llvm::Twine;

namespace lockctx {
namespace {

Verdict right() { return {Verdict::Is::Right, ""}; }
Verdict wrong(const Twine &Why) { return {Verdict::Is::Wrong, Why.str()}; }

/// What an operand must be.
struct Wanted {
  bool Lock;                    ///< Else any object.
  std::optional<LockKind> Kind; ///< Of the lock; nothing: any.
};

/// All steps and expectations of \p Model, with each operand that they have.
template <typename StepFn, typename OperandFn>
void eachUse(const CallModel &Model, StepFn OnStep, OperandFn OnOperand) {
  for (const std::vector<Step> *Steps : {&Model.Do, &Model.IfTrue, &Model.IfZero})
    for (const Step &S : *Steps) {
      OnStep(S);
      if (S.Kind == StepKind::Acquire || S.Kind == StepKind::Release)
        OnOperand(S.Lock, Wanted{true, Model.Kind});
      else if (S.Kind == StepKind::Class)
        OnOperand(S.Lock, Wanted{true, std::nullopt});
      else if (S.Kind == StepKind::Wait || S.Kind == StepKind::Queue)
        OnOperand(S.Lock, Wanted{false, std::nullopt});
      if (S.Of)
        OnOperand(*S.Of, Wanted{false, std::nullopt});
    }
  for (const Expectation &E : Model.Expects)
    if (E.Need == Expectation::What::Held)
      OnOperand(E.Lock, Wanted{true, std::nullopt});
}

/// How many arguments \p Model speaks of.
unsigned argumentsOf(const CallModel &Model) {
  unsigned Count = Model.Value ? *Model.Value + 1 : 0;
  auto Use = [&](unsigned Arg) { Count = std::max(Count, Arg + 1); };
  eachUse(
      Model,
      [&](const Step &S) {
        if (S.Arg)
          Use(*S.Arg);
        if (S.NestedArg)
          Use(*S.NestedArg);
        if (S.When != Step::Test::None)
          Use(S.WhenArg);
      },
      [&](const LockOperand &L, Wanted) {
        if (L.From == LockOperand::Base::Arg)
          Use(L.Arg);
      });
  return Count;
}

bool needsResult(const CallModel &Model) {
  bool Needs = !Model.IfTrue.empty() || !Model.IfZero.empty() || Model.TrueIn;
  eachUse(
      Model, [](const Step &) {}, [&](const LockOperand &L, Wanted) { Needs |= L.From == LockOperand::Base::Result; });
  return Needs;
}

std::string counted(unsigned N, StringRef What) { return (Twine(N) + " " + What + (N == 1 ? "" : "s")).str(); }

QualType pointeeOf(QualType T) {
  if (const auto *P = T->getAs<PointerType>())
    return P->getPointeeType();
  if (const ArrayType *A = T->getAsArrayTypeUnsafe())
    return A->getElementType();
  return {};
}

bool isFunctionPointer(QualType T) {
  for (QualType Inner = T; !Inner.isNull(); Inner = pointeeOf(Inner))
    if (Inner->isFunctionType())
      return Inner != T;
  return false;
}

const FieldDecl *findField(const RecordDecl &R, StringRef Name) {
  for (const FieldDecl *F : R.fields()) {
    if (F->getName() == Name)
      return F;
    if (F->isAnonymousStructOrUnion())
      if (const FieldDecl *Inner = findField(*F->getType()->getAsRecordDecl(), Name))
        return Inner;
  }
  return nullptr;
}

std::string spelled(QualType T) { return "'" + T.getAsString() + "'"; }

/// The nearest to \p Name that is offered, if it is near.
class Nearest {
public:
  explicit Nearest(StringRef Name) : Name(Name), Best(Name.size() / 8 + 1) {}
  void offer(StringRef Other) {
    size_t Difference = Other.size() > Name.size() ? Other.size() - Name.size() : Name.size() - Other.size();
    if (Other.empty() || Difference > Best || Other == Name)
      return;
    unsigned Distance = Name.edit_distance(Other, true, Best);
    if (Distance < Best || (Distance == Best && (Found.empty() || Other < Found))) {
      Best = Distance;
      Found = Other.str();
    }
  }
  std::string text() const { return Found.empty() ? "" : "; did you mean '" + Found + "'?"; }

private:
  StringRef Name;
  unsigned Best;
  std::string Found;
};

/// Whether a declaration did not compile: something that it needs is missing.
bool isBroken(const NamedDecl &D) {
  const auto *F = dyn_cast<FunctionDecl>(&D);
  return D.isInvalidDecl() || (F && any_of(F->parameters(), [](const ParmVarDecl *P) { return P->isInvalidDecl(); }));
}

void offerFields(const RecordDecl &R, Nearest &Near) {
  for (const FieldDecl *F : R.fields())
    if (F->isAnonymousStructOrUnion())
      offerFields(*F->getType()->getAsRecordDecl(), Near);
    else
      Near.offer(F->getName());
}

std::string nearestField(const RecordDecl &R, StringRef Name) {
  Nearest Near(Name);
  offerFields(R, Near);
  return Near.text();
}

} // namespace

template <typename T> const T *ShapeCheck::find(StringRef Name) const {
  const T *Found = nullptr;
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get(Name)))
    if (const auto *Typed = llvm::dyn_cast<T>(D); Typed && !isBroken(*D))
      Found = Typed;
  return Found;
}

/// "struct tag", "tag" or a typedef's name.
const RecordDecl *ShapeCheck::record(StringRef Name) const {
  if (!Name.consume_front("struct "))
    Name.consume_front("union ");
  if (const auto *R = find<RecordDecl>(Name))
    if (const RecordDecl *Definition = R->getDefinition())
      return Definition;
  if (const auto *T = find<TypedefNameDecl>(Name))
    if (const RecordDecl *R = T->getUnderlyingType()->getAsRecordDecl())
      return R->getDefinition();
  return nullptr;
}

Verdict ShapeCheck::check(const ModelItem &Item, unsigned Number) {
  StringRef Name = Item.Name.Name;
  switch (Item.What) {
  case ModelItem::Kind::Call:
  case ModelItem::Kind::Function:
    if (Name.consume_back("*"))
      return prefix(Name);
    return call(Item);
  case ModelItem::Kind::Field:
    return field(Item);
  case ModelItem::Kind::Section:
    return section(Name);
  case ModelItem::Kind::Container:
    return container(Name);
  case ModelItem::Kind::LockClass:
    return lockClass(Name);
  case ModelItem::Kind::Signature:
  case ModelItem::Kind::Constant:
    return checkProbe(Item, Number);
  }
  llvm_unreachable("all kinds are above");
}

Verdict ShapeCheck::checkProbe(const ModelItem &Item, unsigned Number) {
  if (Item.What == ModelItem::Kind::Signature) {
    const auto *T = find<TypedefNameDecl>(probeName(Number));
    if (!T || T->isInvalidDecl())
      return {};
    QualType Type = T->getUnderlyingType().getCanonicalType();
    for (QualType Param : Type->castAs<FunctionProtoType>()->param_types()) {
      QualType Pointee = pointeeOf(Param);
      if (const RecordDecl *R = (Pointee.isNull() ? Param : Pointee)->getAsRecordDecl(); R && !R->getDefinition())
        return {};
    }
    return Type.getAsString() == Item.Name.Name ? right() : wrong("the type is written " + spelled(Type));
  }
  const auto *V = find<VarDecl>(probeName(Number));
  if (!V || V->isInvalidDecl() || !V->getInit() || V->getInit()->containsErrors())
    return {};
  Expr::EvalResult Value;
  if (!V->getInit()->EvaluateAsInt(Value, Ctx))
    return wrong("is not a constant");
  if (Value.Val.getInt().getExtValue() != Item.Value)
    return wrong("is 0x" + llvm::utohexstr(Value.Val.getInt().getZExtValue(), /*LowerCase=*/true) + " there");
  return right();
}

std::string ShapeCheck::probeName(unsigned Number) { return ("lockctx_probe_" + Twine(Number)).str(); }

std::string ShapeCheck::probe(const ModelItem &Item, unsigned Number) {
  std::string Name = probeName(Number);
  if (Item.What == ModelItem::Kind::Constant)
    return "static long long " + Name + " = (" + Item.Name.Name + ");\n";
  if (Item.What != ModelItem::Kind::Signature)
    return "";
  auto [Result, Params] = StringRef(Item.Name.Name).split('(');
  return ("typedef " + Result + Name + "(" + Params + ";\n").str();
}

Verdict ShapeCheck::call(const ModelItem &Item) {
  static const CallModel Any;
  StringRef Name = Item.Name.Name;
  const CallModel &Model = Item.Model ? *Item.Model : Any;
  const MacroInfo *Macro = PP.getMacroInfo(&Ctx.Idents.get(Name));
  Verdict V;
  if (const auto *F = find<FunctionDecl>(Name); Macro && Item.What == ModelItem::Kind::Call)
    V = macro(Name, *Macro, Model);
  else if (F)
    V = function(*F, Model);
  else if (find<ValueDecl>(Name) || find<TypeDecl>(Name))
    V = wrong("is neither a function nor a macro");
  if (V.What == Verdict::Is::Right)
    return members(Model);
  return V;
}

Verdict ShapeCheck::macro(StringRef Name, const MacroInfo &Macro, const CallModel &Model) {
  unsigned Needs = argumentsOf(Model);
  ArrayRef<Token> Body = Macro.tokens();
  auto IsName = [](const Token &T) { return T.isAnyIdentifier() && T.getIdentifierInfo(); };
  // What it does with its arguments is for the function behind it to say: `#define a b`, `#define a(...)
  // b(__VA_ARGS__)`.
  const IdentifierInfo *Behind = nullptr;
  if (Macro.isObjectLike() && Body.size() == 1 && IsName(Body[0]))
    Behind = Body[0].getIdentifierInfo();
  if (Macro.isFunctionLike() && Macro.isVariadic() && Macro.getNumParams() == 1)
    for (size_t I = 0; I + 3 < Body.size(); ++I)
      if (IsName(Body[I]) && Body[I + 1].is(tok::l_paren) && Body[I + 3].is(tok::r_paren) && IsName(Body[I + 2]) &&
          Body[I + 2].getIdentifierInfo()->isStr("__VA_ARGS__"))
        Behind = Body[I].getIdentifierInfo();
  if (Behind) {
    const MacroInfo *Next = Behind->isStr(Name) ? nullptr : PP.getMacroInfo(Behind);
    if (Next && Next != &Macro)
      return macro(Name, *Next, Model);
    if (const auto *F = find<FunctionDecl>(Behind->getName()))
      return function(*F, Model);
  }
  if (Macro.isObjectLike())
    return Needs ? wrong("is a macro without parameters; the model uses arg" + Twine(Needs - 1)) : right();
  if (!Macro.isVariadic() && Needs > Macro.getNumParams())
    return wrong("is a macro with " + counted(Macro.getNumParams(), "parameter") + "; the model uses arg" +
                 Twine(Needs - 1));
  return right();
}

Verdict ShapeCheck::function(const FunctionDecl &F, const CallModel &Model) {
  SmallVector<QualType, 8> Params;
  for (const ParmVarDecl *P : F.parameters())
    Params.push_back(P->getType());
  return prototype(F.getReturnType(), Params, F.isVariadic(), spelled(F.getType()), Model);
}

Verdict ShapeCheck::prototype(QualType Result, ArrayRef<QualType> Params, bool Variadic, StringRef Text,
                              const CallModel &Model) {
  if (unsigned Needs = argumentsOf(Model); Needs > Params.size() && !Variadic)
    return wrong("has " + counted(Params.size(), "parameter") + ", " + Text + "; the model uses arg" +
                 Twine(Needs - 1));
  if (Result->isVoidType() && needsResult(Model))
    return wrong("returns nothing, " + Text + "; the model uses its result");
  Verdict V = right();
  auto Complain = [&](unsigned Arg, const Twine &What) {
    if (V.What == Verdict::Is::Right)
      V = wrong("arg" + Twine(Arg) + " is no " + What + " but " + spelled(Params[Arg]));
  };
  auto Require = [&](std::optional<unsigned> Arg, bool (*Is)(QualType), const char *What) {
    if (Arg && *Arg < Params.size() && !Is(Params[*Arg]))
      Complain(*Arg, What);
  };
  auto Number = [](QualType T) { return T->isIntegralOrEnumerationType(); };
  auto Pointer = [](QualType T) { return T->isPointerType(); };
  eachUse(
      Model,
      [&](const Step &S) {
        switch (S.Kind) {
        case StepKind::IrqSave:
        case StepKind::IrqRestore: // the flags, or where they are
          Require(
              S.Arg, [](QualType T) { return (T->isPointerType() ? T->getPointeeType() : T)->isIntegerType(); },
              "word for the flags");
          break;
        case StepKind::SleepIfGfp:
          Require(S.Arg, Number, "number");
          break;
        case StepKind::Call:
        case StepKind::Register:
          Require(S.Arg, isFunctionPointer, "function pointer");
          break;
        case StepKind::Mark:
        case StepKind::Class:
          Require(S.Arg, Pointer, "pointer");
          break;
        default:
          break;
        }
        Require(S.NestedArg, Number, "number");
        if (S.When == Step::Test::Mask || S.When == Step::Test::NotMask)
          Require(S.WhenArg, Number, "number");
      },
      [&](const LockOperand &L, Wanted Want) {
        QualType Base;
        if (L.From == LockOperand::Base::Arg && L.Arg < Params.size())
          Base = Params[L.Arg];
        else if (L.From == LockOperand::Base::Result)
          Base = Result;
        if (Base.isNull() || L.ByValue || V.What != Verdict::Is::Right)
          return;
        QualType Pointee = pointeeOf(Base);
        if (Pointee.isNull())
          V = wrong((L.From == LockOperand::Base::Arg ? "arg" + Twine(L.Arg) : Twine("the result")) +
                    " is no pointer but " + spelled(Base));
        else if (!L.Members.empty())
          V = chain(L, Pointee, Want.Lock, Want.Kind);
        else if (Want.Kind && !isLock(Pointee, Want.Kind))
          Complain(L.Arg, Twine("pointer to a lock of kind ") + name(*Want.Kind));
      });
  return V;
}

Verdict ShapeCheck::members(const CallModel &Model) {
  Verdict V = right();
  eachUse(
      Model, [](const Step &) {},
      [&](const LockOperand &L, Wanted Want) {
        if (V.What == Verdict::Is::Right && !L.Members.empty())
          V = chain(L, {}, Want.Lock, Want.Kind);
      });
  return V;
}

/// Follows the members of \p Lock; \p Base is what they start from, if that is known.
Verdict ShapeCheck::chain(const LockOperand &Lock, QualType Base, bool ToLock, std::optional<LockKind> Kind) {
  for (const LockOperand::Member &Member : Lock.Members) {
    const RecordDecl *R = record(Member.Tag);
    if (!R)
      return {Verdict::Is::Absent, "; struct " + Member.Tag + " is not defined"};
    if (!Base.isNull())
      if (const RecordDecl *From = Base->getAsRecordDecl(); !From || From->getDefinition() != R)
        return wrong(spelled(Base) + " is not struct " + Member.Tag);
    const FieldDecl *F = findField(*R, Member.Field);
    if (!F)
      return wrong("struct " + Member.Tag + " has no member " + Member.Field + nearestField(*R, Member.Field));
    Base = F->getType();
    if (Member.Deref) {
      Base = pointeeOf(Base);
      if (Base.isNull())
        return wrong(Member.Tag + "." + Member.Field + " is no pointer but " + spelled(F->getType()));
    }
    while (const ArrayType *A = Base->getAsArrayTypeUnsafe())
      Base = A->getElementType();
  }
  if (!ToLock || isLock(Base, Kind))
    return right();
  const LockOperand::Member &Last = Lock.Members.back();
  return wrong(Last.Tag + "." + Last.Field + " is no lock" + (Kind ? Twine(" of kind ") + name(*Kind) : Twine()) +
               " but " + spelled(Base));
}

/// Whether \p T is a lock, of \p Kind if that is given.
bool ShapeCheck::isLock(QualType T, std::optional<LockKind> Kind) const {
  if (const ArrayType *A = T->getAsArrayTypeUnsafe())
    T = A->getElementType();
  if (Kind && M.lockTypes(*Kind).empty())
    return true;
  auto Matches = [&](StringRef Name) {
    for (unsigned I = 0; I <= static_cast<unsigned>(LockKind::Pseudo); ++I)
      if (!Kind || *Kind == static_cast<LockKind>(I))
        if (llvm::is_contained(M.lockTypes(static_cast<LockKind>(I)), Name))
          return true;
    return false;
  };
  for (;;) {
    if (const auto *Typedef = T->getAs<TypedefType>(); Typedef && Matches(Typedef->getDecl()->getName()))
      return true;
    QualType Next = T.getSingleStepDesugaredType(Ctx);
    if (Next == T)
      break;
    T = Next;
  }
  const RecordDecl *R = T->getAsRecordDecl();
  return R && R->getIdentifier() && Matches(("struct " + R->getName()).str());
}

Verdict ShapeCheck::field(const ModelItem &Item) {
  auto [Tag, Name] = StringRef(Item.Name.Name).split('.');
  const RecordDecl *R = record(Tag);
  if (!R)
    return {};
  const FieldDecl *F = findField(*R, Name);
  if (!F)
    return {};
  QualType T = F->getType();
  if (!isFunctionPointer(T))
    return wrong("is no function pointer but " + spelled(T));
  QualType Function = T;
  while (!Function->isFunctionType())
    Function = pointeeOf(Function);
  if (const auto *P = Function->getAs<FunctionProtoType>())
    return prototype(P->getReturnType(), P->getParamTypes(), P->isVariadic(), spelled(Function), *Item.Model);
  return right();
}

Verdict ShapeCheck::lockClass(StringRef Name) {
  if (!Name.starts_with("struct ") && !Name.starts_with("union ")) {
    const auto *V = find<VarDecl>(Name);
    if (!V)
      return {};
    return isLock(V->getType(), std::nullopt) ? right() : wrong("is no lock but " + spelled(V->getType()));
  }
  auto [Tag, Path] = Name.split('.');
  const RecordDecl *R = record(Tag);
  if (!R)
    return {};
  QualType T;
  for (StringRef Part : llvm::split(Path, '.')) {
    if (!R)
      return wrong(Part + " is no member: what it should be in is no struct");
    const FieldDecl *F = findField(*R, Part);
    if (!F)
      return {};
    T = F->getType();
    while (const ArrayType *A = T->getAsArrayTypeUnsafe())
      T = A->getElementType();
    R = T->getAsRecordDecl();
    R = R ? R->getDefinition() : nullptr;
  }
  return isLock(T, std::nullopt) ? right() : wrong("is no lock but " + spelled(T));
}

bool ShapeCheck::holdsLock(const RecordDecl &R, unsigned Depth) const {
  for (const FieldDecl *F : R.fields()) {
    if (isLock(F->getType(), std::nullopt))
      return true;
    const RecordDecl *Inner = F->getType()->getAsRecordDecl();
    if (Depth && Inner && Inner->getDefinition() && holdsLock(*Inner->getDefinition(), Depth - 1))
      return true;
  }
  return false;
}

/// A lock has a type that says so, or a call takes it; a configuration may have made it empty.
Verdict ShapeCheck::container(StringRef Name) {
  const RecordDecl *R = record(Name);
  if (!R)
    return {};
  bool Taken = false;
  for (const ModelItem &I : M.items())
    if (I.Model)
      for (const Step &S : I.Model->Do)
        for (const LockOperand::Member &Member : S.Lock.Members)
          Taken |= record(Member.Tag) == R;
  return Taken || R->field_empty() || holdsLock(*R, 4) ? right() : wrong("has no lock in it");
}

Verdict ShapeCheck::section(StringRef Name) {
  for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
    if (const auto *A = D->getAttr<SectionAttr>(); A && A->getName() == Name && isa<FunctionDecl>(D))
      return right();
  // Nobody need have used the macro yet that puts a function there.
  for (const auto &Macro : PP.macros())
    if (const MacroInfo *Info = PP.getMacroInfo(Macro.first))
      for (const Token &T : Info->tokens())
        if (T.is(tok::string_literal) && StringRef(T.getLiteralData(), T.getLength()).trim('"') == Name)
          return right();
  return {};
}

/// Some function or macro begins like this, or some macro makes such names by pasting.
Verdict ShapeCheck::prefix(StringRef Prefix) {
  for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
    if (const auto *F = dyn_cast<FunctionDecl>(D); F && F->getIdentifier() && F->getName().starts_with(Prefix))
      return right();
  for (const auto &Macro : PP.macros()) {
    if (Macro.first->getName().starts_with(Prefix))
      return right();
    const MacroInfo *Info = PP.getMacroInfo(Macro.first);
    ArrayRef<Token> Body = Info ? Info->tokens() : ArrayRef<Token>();
    for (size_t I = 0; I + 1 < Body.size(); ++I)
      if (Body[I + 1].is(tok::hashhash) && Body[I].isAnyIdentifier())
        if (StringRef Start = Body[I].getIdentifierInfo()->getName();
            Prefix.starts_with(Start) && Prefix.size() <= Start.size() + 1)
          return right();
  }
  return {};
}

std::string ShapeCheck::suggestion(const ModelItem &Item) {
  StringRef Name = Item.Name.Name;
  if (Item.What == ModelItem::Kind::Field || Name.starts_with("struct ")) {
    auto [Tag, Rest] = Name.split('.');
    if (const RecordDecl *R = record(Tag); R && !Rest.empty())
      return "; the struct has no such member" + nearestField(*R, Rest.split('.').first);
    Tag.consume_front("struct ");
    Nearest Near(Tag);
    for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (const auto *R = dyn_cast<RecordDecl>(D))
        Near.offer(R->getName());
    return Near.text();
  }
  Nearest Near(Name);
  for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
    if (isa<FunctionDecl, VarDecl>(D) && cast<NamedDecl>(D)->getIdentifier())
      Near.offer(cast<NamedDecl>(D)->getName());
  for (const auto &Macro : PP.macros())
    Near.offer(Macro.first->getName());
  return Near.text();
}

} // namespace lockctx
