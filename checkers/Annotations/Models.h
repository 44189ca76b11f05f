//===- Models.h - What the kernel does, as data ----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The models of annotations/*.yaml in memory. docs/context-model.md is the reference for every key and step; the
/// names here follow it.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ANNOTATIONS_MODELS_H
#define LOCKCTX_ANNOTATIONS_MODELS_H

#include "Model/Context.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/VersionTuple.h"
#include <memory>
#include <optional>
#include <vector>

namespace lockctx {

enum class LockKind : uint8_t {
  Spin,
  RawSpin,
  Rwlock,
  Mutex,
  Rwsem,
  PercpuRwsem,
  Semaphore,
  WwMutex,
  RtMutex,
  LocalLock,
  BitSpin,
  Seqcount,
  Sock,
  Pseudo
};
const char *name(LockKind K);
/// Taking such a lock (but not trying to) may sleep.
bool mayBlock(LockKind K);
/// Who holds such a lock must not sleep.
bool isSpinning(LockKind K);

/// Where a model's lock is: relative to a call's arguments or result, or absolute.
struct LockOperand {
  enum class Base : uint8_t { Arg, Result, Global, Class } From = Base::Arg;
  unsigned Arg = 0;
  bool ByValue = false; ///< What is passed stands for the object itself, as the number of an IRQ does.
  std::string Name;     ///< Of a global, or of a lock class.
  /// Members to follow from the object pointed to; `Deref`: the member is a pointer to the next object.
  struct Member {
    std::string Tag, Field;
    bool Deref;
  };
  std::vector<Member> Members;
};

enum class StepKind : uint8_t {
  Acquire,
  Release,
  BhDisable,
  BhEnable,
  IrqDisable,
  IrqEnable,
  IrqSave,
  IrqRestore,
  PreemptDisable,
  PreemptEnable,
  RcuLock,
  RcuUnlock,
  Enter,
  Leave,
  Sleep,
  SleepIfGfp,
  Call,
  Wait,
  Register,
  Queue,
  Ordered,
  Mark,
  Class
};

/// One step of a call's effect.
struct Step {
  StepKind Kind = StepKind::Sleep;
  LockOperand Lock; ///< Acquire, Release, Class; Wait, Queue: the object that is waited for or queued.
  /// Register: the object that runs the callback, whoever waits for which waits for the callback. Queue: what it is
  /// queued on.
  std::optional<LockOperand> Of;
  bool Read = false, Recursive = false, Try = false, Nested = false;
  bool Dequeued = false; ///< Wait: what is queued and does not run yet never will.
  bool InTurn = false;   ///< Queue: on what runs one item at a time.
  std::optional<unsigned> NestedArg;
  /// IrqSave, IrqRestore, SleepIfGfp, Call, Register, Mark, Class (the key): the argument; nothing is the result, or
  /// for Class no tracking at all.
  std::optional<unsigned> Arg;
  std::string Word;                        ///< Register: the context; Mark: the mark.
  ExecContext Context = ExecContext::Task; ///< Enter, Leave.
  /// Done only if this holds of a constant argument; one that is not constant makes it `UnlessKnown`.
  enum class Test : uint8_t { None, Mask, Equal, NotEqual, NotMask } When = Test::None;
  unsigned WhenArg = 0;
  int64_t WhenValue = 0;
  std::string WhenNames; ///< The constants that WhenValue is made of, joined by '|'; empty: it is a number.
  /// Whether the step is done, its condition's argument being \p Value, or not a known constant.
  bool applies(std::optional<int64_t> Value) const;
};

/// What a callee needs of the state that it is called in.
struct Expectation {
  enum class What : uint8_t { Held, BhOff, BhOn, IrqOff, IrqOn, MaySleep, NotHardirq, NotSoftirq } Need;
  LockOperand Lock;
};

struct CallModel {
  LockKind Kind = LockKind::Spin;
  std::vector<Step> Do, IfTrue, IfZero;
  std::optional<unsigned> Value;
  std::optional<StateSet> TrueIn;
  bool NoReturn = false;
  /// Where the body is in the program, its effects are the body's, not the model's.
  bool Follow = false;
  std::vector<Expectation> Expects;
  /// By a user's own file: the name may be that of a driver's static function too.
  bool Given = false;
  std::string Source;
};

/// The forms of one function that differ in what they disable: spin_lock, spin_lock_bh, ...
struct VariantModel {
  enum Form : uint8_t { Plain, Bh, Irq, IrqSave };
  std::string Names[4];    ///< By Form; empty: there is none.
  std::string Constructor; ///< Of a guard: the function's name, the form's for the `*`. Names are words of the source.
  std::string Source;
  bool isGuard() const { return !Constructor.empty(); }
};

/// A named context: the states that code may be entered in.
struct NamedContext {
  std::string Name;
  std::vector<StateSpec> States;
  bool InitOnly = false;
  /// A hardirq that the profile `rt` leaves one.
  bool HardOnRt = false;
  std::string Source;
};

/// A function pointer field, section or function name, that the kernel calls.
struct EntryModel {
  std::string Context;
  std::vector<std::pair<std::string, std::string>> WhenMarked; ///< mark, context
  std::vector<std::string> Held;                               ///< Lock classes.
  /// Who waits for the object that holds the field (a timer, a work item) waits for the callback.
  bool Waitable = false;
  std::vector<Step> Do;
  std::string Source;
};

/// In which kernels a name exists, as the words after it say. The default: in all.
struct Presence {
  llvm::VersionTuple After;  ///< This version and older ones do not have it; empty: they do.
  llvm::VersionTuple Before; ///< This version and newer ones do not have it; empty: they do.
  /// Options (without CONFIG_) that it needs to be set, or not to be.
  std::vector<std::pair<std::string, bool>> Options;
  bool OutOfTree = false; ///< No kernel has it; drivers bring it along.
};

/// A name as an entry has it, `foo after 6.1 with SMP`, and where it stands.
struct ModelName {
  std::string Name;
  Presence Exists;
  unsigned Line = 0;
};

/// Something of the kernel's source that an entry names: what check-models looks for in a tree.
struct ModelItem {
  enum class Kind : uint8_t { Call, Field, Function, Section, Signature, Container, LockClass, Constant } What;
  ModelName Name;     ///< Field: "tag.field". A trailing '*' of a Call or Function stands for any ending.
  std::string File;   ///< Of the entry; Name.Line is in it.
  std::string Source; ///< All that the entry cites, for 6.1 too.
  std::shared_ptr<const CallModel> Model; ///< Call, Field: what is done with the arguments.
  int64_t Value = 0;                      ///< Constant.
};

/// All models. Look-ups are by name; the names are those of the kernel's source.
class Models {
public:
  /// Reads \p Installed and then \p Given, a user's own, in order; a later entry replaces an earlier one. The error
  /// names file, line and column.
  static llvm::Expected<Models> load(llvm::ArrayRef<std::string> Installed, llvm::ArrayRef<std::string> Given,
                                     llvm::ArrayRef<std::string> Profiles);
  /// All *.yaml below \p Directory, sorted.
  static llvm::Expected<std::vector<std::string>> findFiles(llvm::StringRef Directory);

  const CallModel *call(llvm::StringRef Name) const;
  const NamedContext *context(llvm::StringRef Name) const;
  /// \p Record: "struct ieee80211_ops" or a typedef's name.
  const EntryModel *field(llvm::StringRef Record, llvm::StringRef Field) const;
  const EntryModel *section(llvm::StringRef Name) const;
  const EntryModel *function(llvm::StringRef Name) const;
  /// By a function's type, for functions of which nothing else is known.
  const EntryModel *signature(llvm::StringRef Type) const;
  /// The forms that the function or macro \p Name belongs to, and which of them it is; null if it has no others.
  std::pair<const VariantModel *, VariantModel::Form> variant(llvm::StringRef Name) const;
  /// Classes whose key is chosen at run time: they are split by module.
  bool hasRuntimeKey(llvm::StringRef Class) const { return RuntimeKeys.contains(Class); }
  /// The bit of a gfp mask that lets an allocation sleep.
  int64_t gfpDirectReclaim() const { return GfpDirectReclaim; }
  bool isContainer(llvm::StringRef Record) const { return Containers.contains(Record); }
  /// All that the entries name, those that a later one replaced too, in the order of the files.
  llvm::ArrayRef<ModelItem> items() const { return Items; }
  /// The types of such locks: "spinlock_t", "struct mutex". Empty if any type will do.
  llvm::ArrayRef<std::string> lockTypes(LockKind K) const { return LockTypes[static_cast<unsigned>(K)]; }
  /// The kernels that the models are proven against, oldest first.
  llvm::ArrayRef<llvm::VersionTuple> provenOn() const { return ProvenOn; }

  /// A hash of all that the extract stage takes from the models: which names are modelled, and what passes a value on.
  uint64_t extractionHash() const;
  /// A hash of the text of all models.
  uint64_t contentHash() const { return ContentHash; }

  struct Builder;

private:
  llvm::StringMap<CallModel> Calls;
  std::vector<std::pair<std::string, CallModel>> Prefixes; ///< Names that end in '*', longest first.
  llvm::StringMap<NamedContext> Contexts;
  llvm::StringMap<EntryModel> Fields; ///< "tag.field"
  llvm::StringMap<EntryModel> Sections, Functions, Signatures;
  std::vector<std::pair<std::string, EntryModel>> FunctionPrefixes; ///< Names that end in '*'.
  std::vector<VariantModel> Variants;
  llvm::StringMap<std::pair<uint32_t, VariantModel::Form>> VariantOf;
  llvm::StringMap<char> Containers, RuntimeKeys;
  int64_t GfpDirectReclaim = 0;
  uint64_t ContentHash = 0;
  std::vector<ModelItem> Items;
  std::vector<std::string> LockTypes[static_cast<unsigned>(LockKind::Pseudo) + 1];
  std::vector<llvm::VersionTuple> ProvenOn;
};

/// Parses one step of `do:` (docs/context-model.md).
llvm::Expected<Step> parseStep(llvm::StringRef Text);
llvm::Expected<Expectation> parseExpectation(llvm::StringRef Text);
/// Parses a name and the words after it; the line is the caller's to set.
llvm::Expected<ModelName> parseModelName(llvm::StringRef Text);

} // namespace lockctx

#endif
