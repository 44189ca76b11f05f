//===- AnnotationLoader.cpp - YAML to models ------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Annotations/Models.h"
#include "Support/Errors.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace lockctx;

namespace {

// What the YAML says, before it is put into the look-up tables.
struct ContextEntry {
  std::string Name, Phase, Source, Source61;
  std::vector<StateSpec> States, Add;
};
struct ProfileEntry {
  std::string Name, Source, Source61;
  std::vector<ContextEntry> Contexts;
};
struct Marked {
  std::vector<std::pair<std::string, std::string>> Contexts;
};
struct EntryEntry {
  std::string Struct, Section, Function, Signature, Source61;
  std::vector<std::string> Fields;
  Marked When;
  EntryModel Model;
};
struct CallEntry {
  std::vector<std::string> Names;
  std::string Source61;
  std::vector<StateSpec> TrueIn;
  std::string Value;
  CallModel Model;
};
struct ModelFile {
  std::vector<ContextEntry> Contexts;
  std::vector<ProfileEntry> Profiles;
  std::vector<EntryEntry> Entries;
  std::vector<CallEntry> Calls;
  std::vector<VariantModel> Variants;
  std::vector<std::string> Containers, RuntimeKeys;
  yaml::Hex64 GfpDirectReclaim = 0;
};

/// A scalar that \p Parse turns into \p T.
template <typename T, typename ParseFn> StringRef scalar(StringRef Text, T &Out, std::string &Message, ParseFn Parse) {
  Expected<T> Value = Parse(Text);
  if (!Value) {
    Message = toString(Value.takeError());
    return Message;
  }
  Out = std::move(*Value);
  return {};
}

} // namespace

LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(StateSpec)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(Step)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(Expectation)
LLVM_YAML_IS_SEQUENCE_VECTOR(ContextEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(ProfileEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(EntryEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(CallEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(VariantModel)

namespace llvm::yaml {

// YAML I/O keeps the StringRef of an error only until it has reported it; the text must outlive the call.
static std::string LastMessage;

template <> struct ScalarTraits<StateSpec> {
  static void output(const StateSpec &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, StateSpec &S) {
    return scalar(Text, S, LastMessage, [](StringRef T) { return parseStateSpec(T, /*Exact=*/true); });
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};
template <> struct ScalarTraits<Step> {
  static void output(const Step &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, Step &S) { return scalar(Text, S, LastMessage, parseStep); }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};
template <> struct ScalarTraits<Expectation> {
  static void output(const Expectation &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *, Expectation &E) {
    return scalar(Text, E, LastMessage, parseExpectation);
  }
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};
template <> struct ScalarEnumerationTraits<LockKind> {
  static void enumeration(IO &IO, LockKind &K) {
    for (unsigned I = 0; I <= static_cast<unsigned>(LockKind::Pseudo); ++I)
      IO.enumCase(K, name(static_cast<LockKind>(I)), static_cast<LockKind>(I));
  }
};
template <> struct MappingTraits<ContextEntry> {
  static void mapping(IO &IO, ContextEntry &C) {
    IO.mapRequired("name", C.Name);
    IO.mapOptional("states", C.States);
    IO.mapOptional("add", C.Add);
    IO.mapOptional("phase", C.Phase);
    IO.mapOptional("source", C.Source);
    IO.mapOptional("source-6.1", C.Source61);
  }
  static std::string validate(IO &, ContextEntry &C) {
    if (!C.Phase.empty() && C.Phase != "init" && C.Phase != "teardown")
      return "phase is init or teardown";
    return C.States.empty() && C.Add.empty() ? "a context needs states" : "";
  }
};
template <> struct MappingTraits<ProfileEntry> {
  static void mapping(IO &IO, ProfileEntry &P) {
    IO.mapRequired("name", P.Name);
    IO.mapRequired("contexts", P.Contexts);
    IO.mapOptional("source", P.Source);
    IO.mapOptional("source-6.1", P.Source61);
  }
};
template <> struct CustomMappingTraits<Marked> {
  static void inputOne(IO &IO, StringRef Key, Marked &M) {
    std::string Context;
    IO.mapRequired(Key.str().c_str(), Context);
    M.Contexts.emplace_back(Key.str(), Context);
  }
  static void output(IO &, Marked &) {}
};
template <> struct MappingTraits<EntryEntry> {
  static void mapping(IO &IO, EntryEntry &E) {
    IO.mapOptional("struct", E.Struct);
    IO.mapOptional("fields", E.Fields);
    IO.mapOptional("section", E.Section);
    IO.mapOptional("function", E.Function);
    IO.mapOptional("signature", E.Signature);
    IO.mapRequired("context", E.Model.Context);
    IO.mapOptional("held", E.Model.Held);
    IO.mapOptional("waitable", E.Model.Waitable);
    IO.mapOptional("do", E.Model.Do);
    IO.mapOptional("when-marked", E.When);
    IO.mapOptional("source", E.Model.Source);
    IO.mapOptional("source-6.1", E.Source61);
  }
  static std::string validate(IO &, EntryEntry &E) {
    if (!E.Struct.empty() + !E.Section.empty() + !E.Function.empty() + !E.Signature.empty() != 1)
      return "an entry has one of struct, section, function and signature";
    return !E.Struct.empty() && E.Fields.empty() ? "an entry of a struct needs fields" : "";
  }
};
template <> struct MappingTraits<CallEntry> {
  static void mapping(IO &IO, CallEntry &C) {
    IO.mapRequired("names", C.Names);
    IO.mapOptional("kind", C.Model.Kind);
    IO.mapOptional("do", C.Model.Do);
    IO.mapOptional("if-true", C.Model.IfTrue);
    IO.mapOptional("if-zero", C.Model.IfZero);
    IO.mapOptional("value", C.Value);
    IO.mapOptional("true-in", C.TrueIn);
    IO.mapOptional("noreturn", C.Model.NoReturn);
    IO.mapOptional("expects", C.Model.Expects);
    IO.mapOptional("source", C.Model.Source);
    IO.mapOptional("source-6.1", C.Source61);
  }
  static std::string validate(IO &, CallEntry &C) {
    if (C.Value.empty())
      return "";
    unsigned Arg;
    StringRef Text(C.Value);
    if (!Text.consume_front("arg") || Text.getAsInteger(10, Arg))
      return "value is argN";
    C.Model.Value = Arg;
    return "";
  }
};
template <> struct MappingTraits<VariantModel> {
  static void mapping(IO &IO, VariantModel &V) {
    IO.mapRequired("plain", V.Names[VariantModel::Plain]);
    IO.mapOptional("bh", V.Names[VariantModel::Bh]);
    IO.mapOptional("irq", V.Names[VariantModel::Irq]);
    IO.mapOptional("irqsave", V.Names[VariantModel::IrqSave]);
    IO.mapOptional("constructor", V.Constructor);
    IO.mapRequired("source", V.Source);
  }
  static std::string validate(IO &, VariantModel &V) {
    return V.isGuard() && V.Constructor.find('*') == std::string::npos ? "constructor has a * for the form's name" : "";
  }
};
template <> struct MappingTraits<ModelFile> {
  static void mapping(IO &IO, ModelFile &D) {
    IO.mapOptional("contexts", D.Contexts);
    IO.mapOptional("profiles", D.Profiles);
    IO.mapOptional("entries", D.Entries);
    IO.mapOptional("calls", D.Calls);
    IO.mapOptional("variants", D.Variants);
    IO.mapOptional("containers", D.Containers);
    IO.mapOptional("runtime-keys", D.RuntimeKeys);
    IO.mapOptional("gfp-direct-reclaim", D.GfpDirectReclaim);
  }
};

} // namespace llvm::yaml

namespace lockctx {

/// Fills the tables of Models from documents.
struct Models::Builder {
  Models M;
  ArrayRef<std::string> Profiles;
  std::vector<std::string> Known; ///< Profiles that exist.
  std::vector<ContextEntry> OnRt; ///< What the profile `rt` changes.
  /// Names of contexts that are used, and where: checked once all are known.
  std::vector<std::pair<std::string, std::string>> Used;

  Error read(StringRef File);
  void add(ModelFile &D, StringRef File);
  Error finish();
};

static void collect(const SMDiagnostic &D, void *Text) {
  if (std::string &Out = *static_cast<std::string *>(Text); Out.empty())
    Out =
        (Twine(D.getFilename()) + ":" + Twine(D.getLineNo()) + ":" + Twine(D.getColumnNo() + 1) + ": " + D.getMessage())
            .str();
}

Error Models::Builder::read(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return failure(File + ": " + Buffer.getError().message());
  std::string Message;
  yaml::Input In((*Buffer)->getMemBufferRef(), nullptr, collect, &Message);
  M.ContentHash = xxh3_64bits((utohexstr(M.ContentHash) + (*Buffer)->getBuffer()).str());
  ModelFile D;
  In >> D;
  if (In.error())
    return failure(Message.empty() ? (File + ": not valid YAML").str() : Message);
  add(D, File);
  return Error::success();
}

void Models::Builder::add(ModelFile &D, StringRef File) {
  auto Define = [&](ContextEntry &C) {
    NamedContext &N = M.Contexts[C.Name];
    N.Name = C.Name;
    if (!C.States.empty()) {
      N.States = C.States;
      N.InitOnly = !C.Phase.empty();
    }
    llvm::append_range(N.States, C.Add);
    if (!C.Source.empty())
      N.Source = C.Source;
  };
  for (ContextEntry &C : D.Contexts)
    Define(C);
  for (ProfileEntry &P : D.Profiles) {
    Known.push_back(P.Name);
    if (P.Name == "rt")
      for (ContextEntry &C : P.Contexts)
        OnRt.push_back(C);
    if (is_contained(Profiles, P.Name))
      for (ContextEntry &C : P.Contexts)
        Define(C);
  }
  for (EntryEntry &E : D.Entries) {
    E.Model.WhenMarked = E.When.Contexts;
    Used.emplace_back(E.Model.Context, File.str());
    for (auto &[Mark, Context] : E.Model.WhenMarked)
      Used.emplace_back(Context, File.str());
    if (!E.Section.empty())
      M.Sections[E.Section] = E.Model;
    else if (!E.Signature.empty())
      M.Signatures[E.Signature] = E.Model;
    else if (StringRef Name = E.Function; Name.consume_back("*"))
      M.FunctionPrefixes.emplace_back(Name.str(), E.Model);
    else if (!E.Function.empty())
      M.Functions[E.Function] = E.Model;
    for (const std::string &Field : E.Fields)
      M.Fields[E.Struct + "." + Field] = E.Model;
  }
  for (CallEntry &C : D.Calls) {
    if (!C.TrueIn.empty()) {
      C.Model.TrueIn = 0;
      for (const StateSpec &S : C.TrueIn)
        *C.Model.TrueIn |= S.States;
    }
    for (const Step &S : C.Model.Do)
      if (S.Kind == StepKind::Register)
        Used.emplace_back(S.Word, File.str());
    for (StringRef Name : C.Names) {
      if (Name.consume_back("*"))
        M.Prefixes.emplace_back(Name.str(), C.Model);
      else
        M.Calls[Name] = C.Model;
    }
  }
  for (VariantModel &V : D.Variants) {
    for (unsigned F = VariantModel::Plain; F <= VariantModel::IrqSave; ++F) {
      if (V.Names[F].empty())
        continue;
      std::string Function = V.Names[F];
      if (V.isGuard())
        Function = std::string(V.Constructor).replace(V.Constructor.find('*'), 1, V.Names[F]);
      M.VariantOf[Function] = {M.Variants.size(), static_cast<VariantModel::Form>(F)};
    }
    M.Variants.push_back(std::move(V));
  }
  for (const std::string &C : D.Containers)
    M.Containers[C] = 1;
  if (D.GfpDirectReclaim)
    M.GfpDirectReclaim = D.GfpDirectReclaim;
  for (const std::string &C : D.RuntimeKeys)
    M.RuntimeKeys[C] = 1;
}

Error Models::Builder::finish() {
  for (auto &[Context, File] : Used)
    if (!M.Contexts.contains(Context))
      return failure(File + ": no context is named '" + Context + "'");
  for (const std::string &P : Profiles)
    if (!is_contained(Known, P))
      return failure("no profile is named '" + P + "'; there are: " + join(Known, ", "));
  auto Hard = [](const std::vector<StateSpec> &States) {
    return any_of(States, [](const StateSpec &S) {
      return MachineState::fromIndex(countr_zero(S.States)).Context == ExecContext::Hardirq;
    });
  };
  for (auto &Entry : M.Contexts) {
    NamedContext &N = Entry.getValue();
    auto Rt = find_if(OnRt, [&](const ContextEntry &C) { return C.Name == N.Name && !C.States.empty(); });
    N.HardOnRt = Hard(Rt == OnRt.end() ? N.States : Rt->States);
  }
  llvm::sort(M.Prefixes, [](auto &A, auto &B) { return A.first.size() > B.first.size(); });
  return Error::success();
}

Expected<Models> Models::load(ArrayRef<std::string> Files, ArrayRef<std::string> Profiles) {
  std::vector<std::string> Wanted;
  for (const std::string &P : Profiles)
    if (P != "default")
      Wanted.push_back(P);
  Builder B;
  B.Profiles = Wanted;
  for (const std::string &File : Files)
    if (Error E = B.read(File))
      return std::move(E);
  if (Error E = B.finish())
    return std::move(E);
  return std::move(B.M);
}

Expected<std::vector<std::string>> Models::findFiles(StringRef Directory) {
  std::vector<std::string> Files;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC), End; !EC && I != End; I.increment(EC))
    if (sys::path::extension(I->path()) == ".yaml")
      Files.push_back(I->path());
  if (EC)
    return failure(Directory + ": " + EC.message());
  llvm::sort(Files);
  if (Files.empty())
    return failure(Directory + ": no models (*.yaml) here");
  return Files;
}

const CallModel *Models::call(StringRef Name) const {
  if (auto It = Calls.find(Name); It != Calls.end())
    return &It->second;
  for (const auto &[Prefix, Model] : Prefixes)
    if (Name.starts_with(Prefix))
      return &Model;
  return nullptr;
}

std::pair<const VariantModel *, VariantModel::Form> Models::variant(StringRef Name) const {
  auto It = VariantOf.find(Name);
  if (It == VariantOf.end())
    return {nullptr, VariantModel::Plain};
  return {&Variants[It->second.first], It->second.second};
}

template <typename T> static const T *lookup(const StringMap<T> &Map, StringRef Key) {
  auto It = Map.find(Key);
  return It == Map.end() ? nullptr : &It->second;
}

const NamedContext *Models::context(StringRef Name) const { return lookup(Contexts, Name); }
const EntryModel *Models::section(StringRef Name) const { return lookup(Sections, Name); }
const EntryModel *Models::signature(StringRef Type) const { return lookup(Signatures, Type); }

const EntryModel *Models::function(StringRef Name) const {
  if (const EntryModel *E = lookup(Functions, Name))
    return E;
  for (const auto &[Prefix, Model] : FunctionPrefixes)
    if (Name.starts_with(Prefix))
      return &Model;
  return nullptr;
}

const EntryModel *Models::field(StringRef Record, StringRef Field) const {
  if (!Record.consume_front("struct "))
    Record.consume_front("union ");
  SmallString<64> Key(Record);
  Key += '.';
  Key += Field;
  return lookup(Fields, Key);
}

uint64_t Models::extractionHash() const {
  std::vector<std::string> Names;
  auto Add = [&](StringRef Name, const CallModel &M) {
    Names.push_back(
        (Name + (M.Value ? "=" + Twine(*M.Value) : Twine()) + (M.Do.empty() ? "" : "!") + (M.TrueIn ? "?" : "")).str());
  };
  for (const auto &Entry : Calls)
    Add(Entry.getKey(), Entry.getValue());
  for (const auto &[Prefix, M] : Prefixes)
    Add(Prefix + "*", M);
  llvm::sort(Names);
  return xxh3_64bits(StringRef(join(Names, "\n")));
}

const char *name(LockKind K) {
  static const char *const Names[] = {"spin",         "raw-spin",  "rwlock",   "mutex",    "rwsem",
                                      "percpu-rwsem", "semaphore", "ww-mutex", "rt-mutex", "local-lock",
                                      "bit-spin",     "seqcount",  "sock",     "pseudo"};
  return Names[static_cast<unsigned>(K)];
}

bool isSpinning(LockKind K) {
  return K == LockKind::Spin || K == LockKind::RawSpin || K == LockKind::Rwlock || K == LockKind::BitSpin;
}

bool mayBlock(LockKind K) {
  switch (K) {
  case LockKind::Mutex:
  case LockKind::Rwsem:
  case LockKind::PercpuRwsem:
  case LockKind::Semaphore:
  case LockKind::WwMutex:
  case LockKind::RtMutex:
  case LockKind::Sock:
    return true;
  default:
    return false;
  }
}

} // namespace lockctx
