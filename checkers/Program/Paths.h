//===- Paths.h - Access paths and lock classes of a program ----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The program-wide tables that facts of many TUs are merged into: records, fields, symbols, and access paths, each
/// once. Also what lock class a path denotes. Once the facts are merged, any number of threads may ask for what is in
/// them and add to them at once; the numbers are in the order in which they asked.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_PATHS_H
#define LOCKCTX_PROGRAM_PATHS_H

#include "Annotations/Models.h"
#include "Summary/Facts_generated.h"
#include "Support/GrowingList.h"
#include "Support/Sharded.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"
#include <atomic>
#include <map>
#include <mutex>

namespace lockctx {

using FileId = uint32_t;
using RecordId = uint32_t;
using FieldId = uint32_t;
using SymbolId = uint32_t;
using PathId = uint32_t;
using ClassId = uint32_t;
inline constexpr uint32_t kNone = UINT32_MAX;

/// A step of a path, as in Facts.fbs: field << 2 | kind.
/// A list that grows. std::vector would copy its elements each time if they have a SmallVector in them, whose move is
/// not noexcept.
template <typename T> using ListOf = llvm::SmallVector<T, 0>;

enum StepType : uint32_t { kMember = 0, kDeref = 1, kEnclosing = 2, kElement = 3 };
inline uint32_t memberStep(FieldId F) { return F << 2 | kMember; }

struct RecordInfo {
  llvm::StringRef Name; ///< "struct foo", or a typedef's name
  FileId File;
  uint32_t Line;
  bool Anonymous, Container;
};
struct FieldInfo {
  RecordId Record;
  llvm::StringRef Name;
  const EntryModel *Entry; ///< If the kernel calls what is stored here.
};
struct SymbolInfo {
  llvm::StringRef Name;
  facts::SymbolKind Kind;
  FileId File;            ///< Of an internal symbol; else kNone.
  const CallModel *Model; ///< Of a function or macro.
};
struct PathInfo {
  facts::RootKind Kind;
  uint32_t Root;
  llvm::ArrayRef<uint32_t> Steps;
};
/// In the table.
struct PathEntry : PathInfo {
  static constexpr ClassId kNotAsked = kNone - 1;
  std::atomic<ClassId> Class; ///< Tables::classOf(), or kNotAsked.
};
struct LockClassInfo {
  llvm::StringRef Name; ///< "struct queue.lock"
  FileId File;          ///< That defines it; kNone if not known.
};

/// A value, with program-wide numbers: Address and Load have a PathId, Function a SymbolId, Truth an index into
/// Tables::Tests.
struct Value {
  facts::ValueKind Kind = facts::ValueKind::Unknown;
  int64_t Data = 0;
  bool operator==(const Value &) const = default;
  bool isPath() const { return Kind == facts::ValueKind::Address || Kind == facts::ValueKind::Load; }
  static Value load(PathId P) { return {facts::ValueKind::Load, P}; }
  static Value address(PathId P) { return {facts::ValueKind::Address, P}; }
  static Value constant(int64_t C) { return {facts::ValueKind::Const, C}; }
};

struct Condition {
  facts::ConditionKind Kind;
  Value Val;
  int64_t Constant;
  bool operator==(const Condition &) const = default;
};

/// Whether a condition holds, or (not Sense) does not.
struct Test {
  Condition Cond;
  bool Sense;
};

inline std::optional<int64_t> constantOf(const Value &V) {
  return V.Kind == facts::ValueKind::Const ? std::optional(V.Data) : std::nullopt;
}

class Tables {
public:
  explicit Tables(const Models &M) : M(M), Strings(Memory) {}

  const Models &M;
  GrowingList<llvm::StringRef> Files;
  GrowingList<RecordInfo> Records;
  GrowingList<FieldInfo> Fields;
  GrowingList<SymbolInfo> Symbols;
  GrowingList<PathEntry> Paths;
  GrowingList<LockClassInfo> Classes;
  GrowingList<Test> Tests; ///< Whose results are values. What they test is none of these itself.

  // Only while the facts are merged:
  llvm::StringRef save(llvm::StringRef S) { return Strings.save(S); }
  template <typename T> llvm::ArrayRef<T> save(llvm::ArrayRef<T> All) { return All.copy(Memory); }

  FileId file(llvm::StringRef Name);
  RecordId record(llvm::StringRef Name, FileId File, uint32_t Line, bool Anonymous);
  FieldId field(RecordId Record, llvm::StringRef Name);
  SymbolId symbol(llvm::StringRef Name, facts::SymbolKind Kind, FileId File, llvm::StringRef Module);
  PathId path(facts::RootKind Kind, uint32_t Root, llvm::ArrayRef<uint32_t> Steps);
  /// \p Base with more steps; container_of and its inverse cancel out.
  PathId extend(PathId Base, llvm::ArrayRef<uint32_t> Steps);
  /// The value that is 1 or 0 as \p C has the value \p Sense; Unknown if that is not known.
  Value truth(Condition C, bool Sense);
  /// If \p C is about the result of a test, makes of it what was tested, with \p Sense changed accordingly.
  void unfold(Condition &C, bool &Sense) const;
  /// What \p V is, or if it is the result of a test: what was tested.
  const Value &subjectOf(const Value &V) const {
    return V.Kind == facts::ValueKind::Truth ? Tests[V.Data].Cond.Val : V;
  }
  /// Whether a caller knows \p P as well: it begins at a parameter or a global.
  bool isCallers(PathId P) const {
    return Paths[P].Kind == facts::RootKind::Param || Paths[P].Kind == facts::RootKind::Global;
  }
  /// Whether nothing else is in \p V.
  bool isCallers(const Value &V) const { return !subjectOf(V).isPath() || isCallers(PathId(subjectOf(V).Data)); }
  /// The object that \p V points to; kNone if not known.
  PathId pointee(const Value &V);
  /// The object that a model's \p Operand is, \p V being the argument or the result that it names; kNone if not known.
  PathId operand(const LockOperand &Operand, const Value &V);
  /// Whether two equal paths are one object: not where a step or the root stands for any of several.
  bool isOneObject(PathId P) const;
  /// The path of a modelled lock's member chain below \p Base.
  PathId members(PathId Base, const LockOperand &Lock);

  /// The lock class that the object \p P is of; kNone if unknown: a lock that is reached through a pointer only.
  ClassId classOf(PathId P);
  /// Classes that lockdep was told not to look at.
  llvm::DenseSet<ClassId> Untracked;
  /// Classes that share the key of another one, which stands for both.
  llvm::DenseMap<ClassId, ClassId> Joined;
  llvm::DenseSet<ClassId> JoinedInto; ///< Those that stand for others.
  /// The files that initialise locks of a class, and their modules. Each place has a key of its own, so that lockdep
  /// has several classes where this is one; which of them a lock is in cannot be told if one file does not know what
  /// the other has made.
  llvm::DenseMap<ClassId, llvm::SmallVector<std::pair<FileId, uint32_t>, 1>> InitFiles;
  /// The class of the name that a model or a report gives it.
  ClassId classNamed(llvm::StringRef Name);
  /// \p Of with a subclass ("struct x.lock/1").
  ClassId subclass(ClassId Of, llvm::StringRef Sub);
  /// Numbers the classes from \p First on by their names, so that their order is not that in which threads asked for
  /// them. Returns their new numbers, by the old ones less First.
  std::vector<ClassId> sortClasses(ClassId First);

  std::string printPath(PathId P, llvm::ArrayRef<llvm::StringRef> Locals = {}) const;

private:
  ClassId internClass(const llvm::Twine &Name, FileId File);
  ClassId computeClass(PathId P);
  RecordId recordOfModel(llvm::StringRef Tag);

  /// For all but the paths, which are asked for far more often.
  std::recursive_mutex Lock;
  llvm::BumpPtrAllocator Memory;
  llvm::UniqueStringSaver Strings;
  llvm::StringMap<uint32_t> FileIds, RecordIds, SymbolIds, ClassIds;
  llvm::StringMap<llvm::SmallVector<RecordId, 1>> RecordsByName;
  llvm::DenseMap<std::pair<RecordId, llvm::StringRef>, FieldId> FieldIds;
  struct PathKeyInfo : llvm::DenseMapInfo<llvm::ArrayRef<uint32_t>> {
    static unsigned getHashValue(llvm::ArrayRef<uint32_t> Key) {
      uint64_t Hash = Key.size();
      for (uint32_t Part : Key)
        Hash = llvm::densemap::detail::mix(Hash ^ Part);
      return Hash;
    }
  };
  struct PathTable {
    llvm::BumpPtrAllocator Memory;
    llvm::DenseMap<llvm::ArrayRef<uint32_t>, PathId, PathKeyInfo> Ids; ///< By kind, root and steps.
  };
  Sharded<PathTable> PathIds;
  std::mutex AppendPath;
  std::map<std::tuple<facts::ConditionKind, facts::ValueKind, int64_t, int64_t, bool>, uint32_t> TestIds;
};

} // namespace lockctx

#endif
