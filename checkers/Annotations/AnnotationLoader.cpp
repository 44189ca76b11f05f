//===- AnnotationLoader.cpp - YAML to models ------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Annotations/Models.h"
#include "Support/Errors.h"
#include "Support/Nesting.h"
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
  ModelName Struct, Section, Function;
  std::string Signature, Source61;
  unsigned Line = 0;
  std::vector<ModelName> Fields, Held;
  Marked When;
  EntryModel Model;
};
struct CallEntry {
  std::vector<ModelName> Names;
  std::string Source61;
  std::vector<StateSpec> TrueIn;
  std::string Value;
  CallModel Model;
};
struct ConstantEntry {
  ModelName Name;
  yaml::Hex64 Value = 0;
  std::string Source, Source61;
};
struct ModelFile {
  std::string File;
  std::vector<ContextEntry> Contexts;
  std::vector<ProfileEntry> Profiles;
  std::vector<EntryEntry> Entries;
  std::vector<CallEntry> Calls;
  std::vector<VariantModel> Variants;
  std::vector<ModelName> Containers, RuntimeKeys;
  std::vector<ConstantEntry> Constants;
  std::vector<VersionTuple> ProvenOn;
  std::map<LockKind, std::vector<std::string>> LockTypes;
  std::string GfpDirectReclaim;
};

/// The lines of the file that is being read: YAML I/O does not tell a scalar where it stands.
class Lines {
public:
  explicit Lines(StringRef Text) : Text(Text) {
    for (size_t At = Text.find('\n'); At != StringRef::npos; At = Text.find('\n', At + 1))
      Ends.push_back(At);
  }
  /// Of a scalar that is a part of the text; of one that is not (it has escapes), that of the one before.
  unsigned lineOf(StringRef Scalar) {
    if (Scalar.data() >= Text.begin() && Scalar.data() <= Text.end())
      Last = lower_bound(Ends, static_cast<size_t>(Scalar.data() - Text.begin())) - Ends.begin() + 1;
    return Last;
  }

private:
  StringRef Text;
  std::vector<size_t> Ends;
  unsigned Last = 1;
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
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(ModelName)
LLVM_YAML_IS_FLOW_SEQUENCE_VECTOR(VersionTuple)
LLVM_YAML_IS_SEQUENCE_VECTOR(ContextEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(ProfileEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(EntryEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(CallEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(ConstantEntry)
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
template <> struct ScalarTraits<ModelName> {
  static void output(const ModelName &, void *, raw_ostream &) {}
  static StringRef input(StringRef Text, void *FileLines, ModelName &N) {
    StringRef Wrong = scalar(Text, N, LastMessage, parseModelName);
    N.Line = static_cast<Lines *>(FileLines)->lineOf(Text);
    return Wrong;
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
template <> struct CustomMappingTraits<std::map<LockKind, std::vector<std::string>>> {
  static void inputOne(IO &IO, StringRef Key, std::map<LockKind, std::vector<std::string>> &Types) {
    for (unsigned I = 0; I <= static_cast<unsigned>(LockKind::Pseudo); ++I)
      if (Key == name(static_cast<LockKind>(I)))
        return IO.mapRequired(Key.str().c_str(), Types[static_cast<LockKind>(I)]);
    IO.setError("no kind of lock is named '" + Key + "'");
  }
  static void output(IO &, std::map<LockKind, std::vector<std::string>> &) {}
};
template <> struct MappingTraits<EntryEntry> {
  static void mapping(IO &IO, EntryEntry &E) {
    const yaml::Node *Here = static_cast<Input &>(IO).getCurrentNode();
    E.Line = static_cast<Lines *>(IO.getContext())->lineOf(StringRef(Here->getSourceRange().Start.getPointer(), 0));
    IO.mapOptional("struct", E.Struct);
    IO.mapOptional("fields", E.Fields);
    IO.mapOptional("section", E.Section);
    IO.mapOptional("function", E.Function);
    IO.mapOptional("signature", E.Signature);
    IO.mapRequired("context", E.Model.Context);
    IO.mapOptional("held", E.Held);
    IO.mapOptional("waitable", E.Model.Waitable);
    IO.mapOptional("do", E.Model.Do);
    IO.mapOptional("when-marked", E.When);
    IO.mapOptional("source", E.Model.Source);
    IO.mapOptional("source-6.1", E.Source61);
  }
  static std::string validate(IO &, EntryEntry &E) {
    const std::string &Struct = E.Struct.Name;
    if (!Struct.empty() + !E.Section.Name.empty() + !E.Function.Name.empty() + !E.Signature.empty() != 1)
      return "an entry has one of struct, section, function and signature";
    return !Struct.empty() && E.Fields.empty() ? "an entry of a struct needs fields" : "";
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
    IO.mapOptional("follow", C.Model.Follow);
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
template <> struct MappingTraits<ConstantEntry> {
  static void mapping(IO &IO, ConstantEntry &C) {
    IO.mapRequired("name", C.Name);
    IO.mapRequired("value", C.Value);
    IO.mapOptional("source", C.Source);
    IO.mapOptional("source-6.1", C.Source61);
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
    IO.mapOptional("constants", D.Constants);
    IO.mapOptional("gfp-direct-reclaim", D.GfpDirectReclaim);
    IO.mapOptional("lock-types", D.LockTypes);
    IO.mapOptional("proven-on", D.ProvenOn);
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

  std::vector<ModelFile> Documents;
  size_t FirstGiven = 0; ///< Documents before it come with lockctx.
  StringMap<int64_t> Constants;

  Error read(StringRef File);
  Error add(ModelFile &D);
  Error finish();
  Error resolve(std::vector<Step> &Steps, const Twine &Where);
};

/// Puts the values of constants where the steps have their names.
Error Models::Builder::resolve(std::vector<Step> &Steps, const Twine &Where) {
  for (Step &S : Steps)
    for (StringRef Name : split(S.WhenNames, '|')) {
      if (Name.empty())
        continue;
      auto It = Constants.find(Name);
      if (It == Constants.end())
        return failure(Where + ": no constant is named '" + Name + "'");
      S.WhenValue |= It->second;
    }
  return Error::success();
}

/// \p A, and what \p Outer says of all.
static void narrow(Presence &A, const Presence &Outer) {
  if (A.After.empty())
    A.After = Outer.After;
  if (A.Before.empty())
    A.Before = Outer.Before;
  append_range(A.Options, Outer.Options);
  A.OutOfTree |= Outer.OutOfTree;
}

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
  if (Error E = checkYamlNesting(File, (*Buffer)->getBuffer()))
    return E;
  std::string Message;
  M.ContentHash = xxh3_64bits((utohexstr(M.ContentHash) + (*Buffer)->getBuffer()).str());
  Lines FileLines((*Buffer)->getBuffer());
  yaml::Input In((*Buffer)->getMemBufferRef(), &FileLines, collect, &Message);
  ModelFile D;
  D.File = File.str();
  In >> D;
  if (In.error())
    return failure(Message.empty() ? (File + ": not valid YAML").str() : Message);
  for (const ConstantEntry &C : D.Constants)
    Constants[C.Name.Name] = C.Value;
  Documents.push_back(std::move(D));
  return Error::success();
}

Error Models::Builder::add(ModelFile &D) {
  auto At = [&](unsigned Line) { return D.File + ":" + std::to_string(Line); };
  auto Item = [&](ModelItem::Kind What, const ModelName &Name, const Twine &Source,
                  std::shared_ptr<const CallModel> Model = nullptr) -> ModelItem & {
    ModelItem I;
    I.What = What;
    I.Name = Name;
    I.File = D.File;
    I.Source = Source.str();
    I.Model = std::move(Model);
    return M.Items.emplace_back(std::move(I));
  };
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
    Used.emplace_back(E.Model.Context, At(E.Line));
    for (auto &[Mark, Context] : E.Model.WhenMarked)
      Used.emplace_back(Context, At(E.Line));
    if (Error Wrong = resolve(E.Model.Do, At(E.Line)))
      return Wrong;
    std::string Source = E.Model.Source + ", " + E.Source61;
    for (const ModelName &Lock : E.Held) {
      E.Model.Held.push_back(Lock.Name);
      Item(ModelItem::Kind::LockClass, Lock, Source);
    }
    if (!E.Section.Name.empty()) {
      M.Sections[E.Section.Name] = E.Model;
      Item(ModelItem::Kind::Section, E.Section, Source);
    } else if (!E.Signature.empty()) {
      M.Signatures[E.Signature] = E.Model;
      Item(ModelItem::Kind::Signature, {E.Signature, {}, E.Line}, Source);
    } else if (!E.Function.Name.empty()) {
      if (StringRef Name = E.Function.Name; Name.consume_back("*"))
        M.FunctionPrefixes.emplace_back(Name.str(), E.Model);
      else
        M.Functions[Name] = E.Model;
      Item(ModelItem::Kind::Function, E.Function, Source);
    }
    auto Steps = std::make_shared<CallModel>();
    Steps->Do = E.Model.Do;
    for (ModelName &Field : E.Fields) {
      Field.Name = E.Struct.Name + "." + Field.Name;
      M.Fields[Field.Name] = E.Model;
      narrow(Field.Exists, E.Struct.Exists);
      Item(ModelItem::Kind::Field, Field, Source, Steps);
    }
  }
  for (CallEntry &C : D.Calls) {
    if (!C.TrueIn.empty()) {
      C.Model.TrueIn = 0;
      for (const StateSpec &S : C.TrueIn)
        *C.Model.TrueIn |= S.States;
    }
    std::string Source = C.Model.Source + ", " + C.Source61;
    std::string Where = At(C.Names.empty() ? 1 : C.Names.front().Line);
    C.Model.Given = &D >= &Documents[0] + FirstGiven;
    for (std::vector<Step> *Steps : {&C.Model.Do, &C.Model.IfTrue, &C.Model.IfZero}) {
      if (Error Wrong = resolve(*Steps, Where))
        return Wrong;
      for (const Step &S : *Steps) {
        if (S.Kind == StepKind::Register)
          Used.emplace_back(S.Word, Where);
        bool Takes = S.Kind == StepKind::Acquire || S.Kind == StepKind::Release;
        if (Takes && (S.Lock.From == LockOperand::Base::Global || S.Lock.From == LockOperand::Base::Class))
          Item(ModelItem::Kind::LockClass, {S.Lock.Name, {}, C.Names.front().Line}, Source);
      }
    }
    auto Model = std::make_shared<const CallModel>(C.Model);
    for (const ModelName &Named : C.Names) {
      StringRef Name = Named.Name;
      Item(ModelItem::Kind::Call, Named, Source, Model);
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
  for (const ModelName &C : D.Containers) {
    M.Containers[C.Name] = 1;
    Item(ModelItem::Kind::Container, C, "");
  }
  for (const ModelName &C : D.RuntimeKeys) {
    M.RuntimeKeys[C.Name] = 1;
    Item(ModelItem::Kind::LockClass, C, "");
  }
  for (const ConstantEntry &C : D.Constants)
    Item(ModelItem::Kind::Constant, C.Name, C.Source + ", " + C.Source61).Value = C.Value;
  if (!D.GfpDirectReclaim.empty()) {
    auto It = Constants.find(D.GfpDirectReclaim);
    if (It == Constants.end())
      return failure(D.File + ": gfp-direct-reclaim: no constant is named '" + D.GfpDirectReclaim + "'");
    M.GfpDirectReclaim = It->second;
  }
  for (auto &[Kind, Types] : D.LockTypes)
    M.LockTypes[static_cast<unsigned>(Kind)] = std::move(Types);
  if (!D.ProvenOn.empty()) {
    M.ProvenOn = std::move(D.ProvenOn);
    llvm::sort(M.ProvenOn);
  }
  return Error::success();
}

Error Models::Builder::finish() {
  for (auto &[Context, Where] : Used)
    if (!M.Contexts.contains(Context))
      return failure(Where + ": no context is named '" + Context + "'");
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

Expected<Models> Models::load(ArrayRef<std::string> Installed, ArrayRef<std::string> Given,
                              ArrayRef<std::string> Profiles) {
  std::vector<std::string> Wanted;
  for (const std::string &P : Profiles)
    if (P != "default")
      Wanted.push_back(P);
  Builder B;
  B.Profiles = Wanted;
  for (const std::string &File : Installed)
    if (Error E = B.read(File))
      return std::move(E);
  B.FirstGiven = B.Documents.size();
  for (const std::string &File : Given)
    if (Error E = B.read(File))
      return std::move(E);
  for (ModelFile &D : B.Documents)
    if (Error E = B.add(D))
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
