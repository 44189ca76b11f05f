//===- Validate.cpp - Every index of a TU's facts is in range -------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// FlatBuffers' verifier proves that a buffer has the form of Facts.fbs; that its indices point somewhere is proven
/// here, so that the linker needs no checks.
///
//===----------------------------------------------------------------------===//

#include "Summary/FactsIO.h"
#include "Support/Errors.h"

using namespace llvm;

namespace lockctx {
namespace {

template <typename T> uint32_t sizeOf(const flatbuffers::Vector<T> *V) { return V ? V->size() : 0; }

class Validator {
public:
  explicit Validator(const facts::TU &TU) : TU(TU) {}
  Error run();

private:
  bool functionIsValid(const facts::Function &F);
  bool valueIsValid(const facts::Value *V, const facts::Function &F) const;
  bool pathIsValid(const facts::Path &P, const facts::Function &F) const;
  bool eventIsValid(const facts::Event &E, const facts::Function &F) const;
  bool isFile(int64_t I) const { return I >= 0 && I < sizeOf(TU.files()); }
  bool isSymbol(int64_t I) const { return I >= 0 && I < sizeOf(TU.symbols()); }

  const facts::TU &TU;
};

bool Validator::valueIsValid(const facts::Value *V, const facts::Function &F) const {
  if (!V)
    return true;
  int64_t I = V->data();
  switch (V->kind()) {
  case facts::ValueKind::Unknown:
  case facts::ValueKind::Const:
    return true;
  case facts::ValueKind::Function:
    return isSymbol(I);
  case facts::ValueKind::Address:
  case facts::ValueKind::Load:
    return I >= 0 && I < sizeOf(F.paths());
  case facts::ValueKind::Truth:
    if (I < 0 || (I >> 1) >= sizeOf(F.conditions()))
      return false;
    V = F.conditions()->Get(I >> 1)->value();
    return V && V->kind() != facts::ValueKind::Truth;
  }
  return false;
}

bool Validator::pathIsValid(const facts::Path &P, const facts::Function &F) const {
  bool Root = false;
  switch (P.kind()) {
  case facts::RootKind::Unknown:
  case facts::RootKind::Param:
    Root = true;
    break;
  case facts::RootKind::Local:
    Root = P.root() < sizeOf(F.locals());
    break;
  case facts::RootKind::Global:
    Root = isSymbol(P.root());
    break;
  case facts::RootKind::CallResult:
    Root = P.root() < sizeOf(F.events());
    break;
  }
  for (uint32_t I = 0; Root && I < sizeOf(P.steps()); ++I) {
    uint32_t Step = P.steps()->Get(I);
    bool HasField = (Step & 1) == 0; // a member, or the object around one
    Root = !HasField || Step >> 2 < sizeOf(TU.fields());
  }
  return Root;
}

bool Validator::eventIsValid(const facts::Event &E, const facts::Function &F) const {
  // The verifier looks at where a vector begins, and not at its elements, which need more.
  if (E.args() && reinterpret_cast<uintptr_t>(E.args()->Data()) % alignof(facts::Value) != 0)
    return false;
  bool Needs = E.kind() == facts::EventKind::Assign || E.kind() == facts::EventKind::Store;
  if (E.kind() > facts::EventKind::Return || (E.callee() != -1 && !isSymbol(E.callee())) ||
      (E.path() == -1 ? Needs : E.path() < 0 || uint32_t(E.path()) >= sizeOf(F.paths())) ||
      !valueIsValid(E.target(), F) || !valueIsValid(E.value(), F))
    return false;
  for (uint32_t I = 0; I < sizeOf(E.args()); ++I)
    if (!valueIsValid(E.args()->Get(I), F))
      return false;
  return true;
}

bool Validator::functionIsValid(const facts::Function &F) {
  if (!F.initializer() && !isSymbol(F.symbol()))
    return false;
  for (uint32_t I = 0; I < sizeOf(F.paths()); ++I)
    if (!pathIsValid(*F.paths()->Get(I), F))
      return false;
  for (uint32_t I = 0; I < sizeOf(F.conditions()); ++I)
    if (const auto *C = F.conditions()->Get(I); C->kind() > facts::ConditionKind::Mask || !valueIsValid(C->value(), F))
      return false;
  for (uint32_t I = 0; I < sizeOf(F.events()); ++I)
    if (!eventIsValid(*F.events()->Get(I), F))
      return false;
  for (uint32_t I = 0; I < sizeOf(F.nodes()); ++I) {
    const facts::Node *N = F.nodes()->Get(I);
    if (uint64_t(N->first()) + N->count() > sizeOf(F.events()))
      return false;
    for (uint32_t K = 0; K < sizeOf(N->edges()); ++K) {
      const facts::Edge *E = N->edges()->Get(K);
      if (E->target() >= sizeOf(F.nodes()) || E->condition() < -1 ||
          (E->condition() >= 0 && uint32_t(E->condition()) >= sizeOf(F.conditions())))
        return false;
    }
  }
  return true;
}

Error Validator::run() {
  if (!TU.main_file())
    return failure("it names no source file");
  for (uint32_t I = 0; I < sizeOf(TU.records()); ++I)
    if (!isFile(TU.records()->Get(I)->file()))
      return failure("record " + Twine(I) + " is of no file");
  for (uint32_t I = 0; I < sizeOf(TU.fields()); ++I)
    if (TU.fields()->Get(I)->record() >= sizeOf(TU.records()))
      return failure("field " + Twine(I) + " is of no record");
  for (uint32_t I = 0; I < sizeOf(TU.symbols()); ++I)
    if (int32_t File = TU.symbols()->Get(I)->file(); File != -1 && !isFile(File))
      return failure("symbol " + Twine(I) + " is of no file");
  for (uint32_t I = 0; I < sizeOf(TU.functions()); ++I)
    if (!functionIsValid(*TU.functions()->Get(I)))
      return failure("function " + Twine(I) + " refers to something that is not there");
  for (uint32_t I = 0; I < sizeOf(TU.aliases()); ++I)
    if (!isSymbol(TU.aliases()->Get(I)->symbol()))
      return failure("alias " + Twine(I) + " is of no symbol");
  return Error::success();
}

} // namespace

Error validateFacts(const facts::TU &TU) { return Validator(TU).run(); }

} // namespace lockctx
