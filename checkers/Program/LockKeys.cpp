//===- LockKeys.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/LockKeys.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {
namespace {

/// A key, or else the place of the only initialisation that has it.
using Key = std::pair<ClassId, Place>;

class Reader {
public:
  explicit Reader(Program &P) : P(P) {}

  llvm::DenseSet<ClassId> ownKeys() {
    llvm::DenseSet<ClassId> Found;
    eachStep([&](FuncId, const Event &E, const Step &S) {
      PathId Lock = P.T.operand(S.Lock, E.Args[S.Lock.Arg]);
      PathId Key = S.Arg && *S.Arg < E.Args.size() ? P.T.pointee(E.Args[*S.Arg]) : kNone;
      if (Lock != kNone && Key != kNone && isOneOfMany(Key, Lock))
        Found.insert(P.T.classOf(Lock));
    });
    return Found;
  }

  void read() {
    eachStep([&](FuncId F, const Event &E, const Step &S) { direct(F, E, S); });
    // What is passed to a function that initialises its parameter.
    for (FuncId F = 0; F < P.Functions.size(); ++F)
      for (const Event &E : P.Functions[F].Events) {
        if (E.Kind != facts::EventKind::Call || E.isIndirect())
          continue;
        FuncId Callee = P.definition(E.Callee);
        for (uint32_t I = 0; Callee != kNone && I < E.Args.size(); ++I)
          if (auto It = Parameters.find({Callee, I}); It != Parameters.end())
            if (ClassId C = classOf(E.Args[I]); C != kNone && P.T.Classes[C].File == P.Functions[Callee].At.File)
              add(It->second, C);
      }
    for (const auto &[Each, Classes] : ClassesOf)
      for (ClassId C : Classes)
        if (KeysOf[C].size() == 1 && C != Classes.front())
          join(C, Classes.front());
  }

private:
  template <typename Fn> void eachStep(Fn Do) {
    for (FuncId F = 0; F < P.Functions.size(); ++F)
      for (const Event &E : P.Functions[F].Events)
        if (E.Kind == facts::EventKind::Call && !E.isIndirect())
          if (const CallModel *M = P.T.Symbols[E.Callee].Model)
            for (const Step &S : M->Do)
              if (S.Kind == StepKind::Class && S.Lock.Arg < E.Args.size())
                Do(F, E, S);
  }

  /// Whether the key at \p Key is the lock's own: an element of an array, or a member beside the lock.
  bool isOneOfMany(PathId Key, PathId Lock) {
    const PathInfo &K = P.T.Paths[Key], &L = P.T.Paths[Lock];
    if (K.Steps.empty())
      return false;
    return (K.Steps.back() & 3) == kElement ||
           (K.Kind == L.Kind && K.Root == L.Root && !L.Steps.empty() && K.Steps.drop_back() == L.Steps.drop_back());
  }

  void join(ClassId C, ClassId Into) {
    P.T.Joined[C] = Into;
    P.T.JoinedInto.insert(Into);
  }

  ClassId classOf(const Value &Pointer) {
    PathId Object = P.T.pointee(Pointer);
    return Object == kNone ? kNone : P.T.classOf(Object);
  }

  void add(const Key &K, ClassId C) {
    if (std::vector<ClassId> &Classes = ClassesOf[K]; !is_contained(Classes, C))
      Classes.push_back(C);
    if (!is_contained(KeysOf[C], K))
      KeysOf[C].push_back(K);
  }

  void direct(FuncId F, const Event &E, const Step &S) {
    const Value &Lock = E.Args[S.Lock.Arg];
    PathId Object = P.T.operand(S.Lock, Lock);
    ClassId C = Object == kNone ? kNone : P.T.classOf(Object);
    if (!S.Arg && S.Word.empty()) {
      if (C != kNone)
        P.T.Untracked.insert(C);
      return;
    }
    Key K{kNone, E.At};
    if (S.Arg) {
      if (*S.Arg >= E.Args.size() || (K.first = classOf(E.Args[*S.Arg])) == kNone)
        return;
      K.second = Place();
    }
    if (C != kNone) {
      // Where only the place tells the key, there is nothing to join unless it is a parameter's.
      if (S.Arg)
        add(K, C);
      else if (std::pair In(E.At.File, P.Functions[F].ModuleId); !is_contained(P.T.InitFiles[C], In))
        P.T.InitFiles[C].push_back(In);
      return;
    }
    const PathInfo Path = P.T.Paths[Object == kNone ? 0 : Object];
    if (Object != kNone && Path.Kind == facts::RootKind::Param && Path.Steps.size() == 1 &&
        !P.Functions[F].ModName.empty())
      Parameters[{F, Path.Root}] = K;
  }

  Program &P;
  std::map<std::pair<FuncId, uint32_t>, Key> Parameters;
  std::map<Key, std::vector<ClassId>> ClassesOf;
  std::map<ClassId, std::vector<Key>> KeysOf;
};

} // namespace

void readLockKeys(Program &P) { Reader(P).read(); }
DenseSet<ClassId> classesOfOwnKeys(Program &P) { return Reader(P).ownKeys(); }

} // namespace lockctx
