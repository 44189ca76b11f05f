//===- Paths.cpp ----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/Paths.h"
#include "Annotations/CitedFiles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include <numeric>

using namespace llvm;

namespace lockctx {

using Locked = std::lock_guard<std::recursive_mutex>;

FileId Tables::file(StringRef Name) {
  Locked Mine(Lock);
  auto [It, Fresh] = FileIds.try_emplace(Name, Files.size());
  if (Fresh)
    Files.append(It->getKey());
  return It->second;
}

RecordId Tables::record(StringRef Name, FileId File, uint32_t Line, bool Anonymous) {
  Locked Mine(Lock);
  SmallString<128> Key(Name);
  Key += ("@" + Twine(File) + (Anonymous ? ":" + Twine(Line) : Twine())).str();
  auto [It, Fresh] = RecordIds.try_emplace(Key, Records.size());
  if (Fresh) {
    Records.append(save(Name), File, Line, Anonymous, M.isContainer(Name));
    RecordsByName[Name].push_back(It->second);
  }
  return It->second;
}

FieldId Tables::field(RecordId Record, StringRef Name) {
  Locked Mine(Lock);
  Name = save(Name);
  auto [It, Fresh] = FieldIds.try_emplace({Record, Name}, Fields.size());
  if (Fresh)
    Fields.append(Record, Name, M.field(Records[Record].Name, Name));
  return It->second;
}

/// Whether \p M is about a function in \p File.
static bool cites(const CallModel &M, StringRef File) {
  return any_of(citedFiles(M.Source), [&](StringRef Cited) { return File.ends_with(("/" + Cited).str()); });
}

SymbolId Tables::symbol(StringRef Name, facts::SymbolKind Kind, FileId File, StringRef Module) {
  Locked Mine(Lock);
  SmallString<128> Key(Name);
  Key +=
      (Twine(File == kNone ? "@" : "@@") + Twine(unsigned(Kind)) + (File == kNone ? Twine(Module) : Twine(File))).str();
  auto [It, Fresh] = SymbolIds.try_emplace(Key, Symbols.size());
  if (Fresh) {
    const CallModel *Model = Kind == facts::SymbolKind::Variable ? nullptr : M.call(Name);
    // A static function outside of the kernel's headers is a driver's own, whatever its name; the user may mean it.
    if (Model && Kind == facts::SymbolKind::Function && File != kNone && !Files[File].contains("/include/") &&
        !Model->Given && !cites(*Model, Files[File]))
      Model = nullptr;
    Symbols.append(save(Name), Kind, File, Model);
  }
  return It->second;
}

PathId Tables::path(facts::RootKind Kind, uint32_t Root, ArrayRef<uint32_t> Steps) {
  SmallVector<uint32_t, 12> Key{uint32_t(Kind), Root};
  Key.append(Steps.begin(), Steps.end());
  return PathIds.with(Root ^ Key.back(), [&](PathTable &Mine) {
    auto [It, New] = Mine.Ids.try_emplace(ArrayRef<uint32_t>(Key));
    if (New) {
      It->first = ArrayRef<uint32_t>(Key).copy(Mine.Memory);
      std::lock_guard<std::mutex> Alone(AppendPath);
      It->second = Paths.append(PathInfo{Kind, Root, It->first.drop_front(2)}, PathEntry::kNotAsked);
    }
    return It->second;
  });
}

PathId Tables::extend(PathId Base, ArrayRef<uint32_t> More) {
  if (More.empty())
    return Base;
  const PathInfo P = Paths[Base];
  SmallVector<uint32_t, 12> Steps(P.Steps.begin(), P.Steps.end());
  for (uint32_t S : More) {
    uint32_t Opposite = (S & 3) == kMember ? kEnclosing : (S & 3) == kEnclosing ? kMember : 4;
    if (!Steps.empty() && Opposite != 4 && Steps.back() == ((S & ~3u) | Opposite))
      Steps.pop_back();
    else
      Steps.push_back(S);
  }
  // A path through a list or a recursive structure may grow without end; what is far away is not told apart.
  if (Steps.size() > 16)
    return path(facts::RootKind::Unknown, 0, ArrayRef<uint32_t>(Steps).take_back(8));
  return path(P.Kind, P.Root, Steps);
}

PathId Tables::pointee(const Value &V) {
  if (V.Kind == facts::ValueKind::Address)
    return V.Data;
  if (V.Kind == facts::ValueKind::Load)
    return extend(V.Data, {uint32_t(kDeref)});
  return kNone;
}

RecordId Tables::recordOfModel(StringRef Tag) {
  Locked Mine(Lock);
  for (StringRef Kind : {"struct ", "union ", ""}) {
    auto It = RecordsByName.find((Kind + Tag).str());
    if (It == RecordsByName.end())
      continue;
    for (RecordId R : It->second)
      if (Files[Records[R].File].contains("/include/"))
        return R;
    return It->second.front();
  }
  return record(("struct " + Tag).str(), file(""), 0, false);
}

void Tables::unfold(Condition &C, bool &Sense) const {
  if (C.Val.Kind != facts::ValueKind::Truth)
    return;
  bool IsTrue = C.Kind == facts::ConditionKind::True || (C.Kind == facts::ConditionKind::Equal && C.Constant == 1);
  const Test &Of = Tests[C.Val.Data];
  C = IsTrue ? Of.Cond : Condition{C.Kind, Value(), C.Constant};
  Sense ^= IsTrue && !Of.Sense;
}

Value Tables::truth(Condition C, bool Sense) {
  unfold(C, Sense);
  if (C.Val.Kind == facts::ValueKind::Unknown)
    return {};
  Locked Mine(Lock);
  auto [It, New] = TestIds.try_emplace({C.Kind, C.Val.Kind, C.Val.Data, C.Constant, Sense}, Tests.size());
  if (New)
    Tests.append(C, Sense);
  return {facts::ValueKind::Truth, It->second};
}

bool Tables::isOneObject(PathId P) const {
  return Paths[P].Kind != facts::RootKind::Unknown &&
         none_of(Paths[P].Steps, [](uint32_t Step) { return (Step & 3) == kElement; });
}

PathId Tables::members(PathId Base, const LockOperand &Lock) {
  SmallVector<uint32_t, 4> Steps;
  for (const LockOperand::Member &Member : Lock.Members) {
    Steps.push_back(memberStep(field(recordOfModel(Member.Tag), Member.Field)));
    if (Member.Deref)
      Steps.push_back(kDeref);
  }
  return extend(Base, Steps);
}

PathId Tables::operand(const LockOperand &Lock, const Value &V) {
  if (Lock.From == LockOperand::Base::Global || Lock.From == LockOperand::Base::Class)
    return path(facts::RootKind::Global, symbol(Lock.Name, facts::SymbolKind::Variable, kNone, ""), {});
  PathId Base = !Lock.ByValue ? pointee(V) : V.Kind == facts::ValueKind::Load ? PathId(V.Data) : kNone;
  return Base == kNone ? kNone : members(Base, Lock);
}

ClassId Tables::internClass(const Twine &Name, FileId File) {
  Locked Mine(Lock);
  std::string Text = Name.str();
  auto [It, Fresh] = ClassIds.try_emplace((Text + "@" + Twine(File)).str(), Classes.size());
  if (Fresh)
    Classes.append(save(Text), File);
  return It->second;
}

ClassId Tables::classOf(PathId P) {
  if (P == kNone)
    return kNone;
  std::atomic<ClassId> &Class = Paths[P].Class;
  ClassId Known = Class.load(std::memory_order_acquire);
  if (Known == PathEntry::kNotAsked)
    Class.store(Known = computeClass(P), std::memory_order_release);
  return Known;
}

ClassId Tables::computeClass(PathId Id) {
  const PathInfo P = Paths[Id];
  ArrayRef<uint32_t> Steps = P.Steps;
  while (!Steps.empty() && (Steps.back() & 3) == kElement)
    Steps = Steps.drop_back();
  if (Steps.empty()) {
    if (P.Kind != facts::RootKind::Global)
      return kNone;
    const SymbolInfo &S = Symbols[P.Root];
    return internClass(S.Name, S.File);
  }
  if ((Steps.back() & 3) != kMember)
    return kNone;
  FieldId F = Steps.back() >> 2;
  const RecordInfo &R = Records[Fields[F].Record];
  if (!R.Anonymous && !R.Container)
    return internClass(R.Name + "." + Fields[F].Name, R.File);
  // What embeds it names it.
  ArrayRef<uint32_t> Outer = Steps.drop_back();
  while (!Outer.empty() && (Outer.back() & 3) == kElement)
    Outer = Outer.drop_back();
  bool Embedded = Outer.empty() ? P.Kind == facts::RootKind::Global : (Outer.back() & 3) == kMember;
  if (Embedded) {
    ClassId Around = classOf(path(P.Kind, P.Root, Outer));
    if (Around != kNone)
      return internClass(Classes[Around].Name + "." + Fields[F].Name, Classes[Around].File);
  }
  if (R.Container)
    return kNone;
  return internClass(R.Name + ":" + Twine(R.Line) + "." + Fields[F].Name, R.File);
}

ClassId Tables::classNamed(StringRef Name) {
  StringRef Rest = Name;
  if (Rest.consume_front("struct ") || Rest.consume_front("union ")) {
    auto [Tag, Path] = Rest.split('.');
    RecordId R = recordOfModel(Tag);
    return internClass(Name, Records[R].File);
  }
  return internClass(Name, kNone);
}

ClassId Tables::subclass(ClassId Of, StringRef Sub) {
  return internClass(Classes[Of].Name + "/" + Sub, Classes[Of].File);
}

std::vector<ClassId> Tables::sortClasses(ClassId First) {
  std::vector<ClassId> Old(Classes.size() - First), New(Old.size());
  std::iota(Old.begin(), Old.end(), First);
  auto NameOf = [&](ClassId C) {
    const LockClassInfo &Info = Classes[C];
    return std::make_pair(Info.Name, Info.File == kNone ? StringRef() : Files[Info.File]);
  };
  llvm::sort(Old, [&](ClassId A, ClassId B) { return NameOf(A) < NameOf(B); });
  std::vector<LockClassInfo> Sorted;
  for (ClassId C : Old) {
    New[C - First] = First + Sorted.size();
    Sorted.push_back(Classes[C]);
  }
  for (size_t I = 0; I < Sorted.size(); ++I)
    Classes[First + I] = Sorted[I];
  auto Renumber = [&](ClassId C) { return C >= First && C < Classes.size() ? New[C - First] : C; };
  for (auto &Each : ClassIds)
    Each.second = Renumber(Each.second);
  for (PathId P = 0; P < Paths.size(); ++P)
    Paths[P].Class = Renumber(Paths[P].Class);
  return New;
}

std::string Tables::printPath(PathId Id, ArrayRef<StringRef> Locals) const {
  const PathInfo &P = Paths[Id];
  std::string Text;
  switch (P.Kind) {
  case facts::RootKind::Unknown:
    Text = "?" + std::to_string(P.Root);
    break;
  case facts::RootKind::Param:
    Text = "arg" + std::to_string(P.Root);
    break;
  case facts::RootKind::Local:
    Text = P.Root < Locals.size() ? Locals[P.Root].str() : "local" + std::to_string(P.Root);
    break;
  case facts::RootKind::Global:
    Text = Symbols[P.Root].Name.str();
    break;
  case facts::RootKind::CallResult:
    Text = "result" + std::to_string(P.Root);
    break;
  }
  bool Pending = false; // a dereference that the next member turns into an arrow
  for (uint32_t S : P.Steps) {
    if (Pending && (S & 3) != kMember)
      Text = "(*" + Text + ")";
    switch (S & 3) {
    case kMember:
      Text += (Pending ? "->" : ".") + Fields[S >> 2].Name.str();
      break;
    case kEnclosing:
      Text = "container_of(" + Text + ", " + Fields[S >> 2].Name.str() + ")";
      break;
    case kElement:
      Text += "[]";
      break;
    }
    Pending = (S & 3) == kDeref;
  }
  return Pending ? "*" + Text : Text;
}

} // namespace lockctx
