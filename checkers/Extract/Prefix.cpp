//===- Prefix.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/Prefix.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <array>
#include <set>

using namespace clang;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace lockctx {

//===----------------------------------------------------------------------===//
// On disk
//===----------------------------------------------------------------------===//

/// A list in a FlatBuffer; an empty one is not there.
template <typename T> static auto each(const flatbuffers::Vector<T> *List) {
  using Iterator = typename flatbuffers::Vector<T>::const_iterator;
  return List ? llvm::make_range(List->begin(), List->end()) : llvm::make_range(Iterator(), Iterator());
}
static ArrayRef<uint32_t> numbers(const flatbuffers::Vector<uint32_t> *List) {
  return List ? ArrayRef<uint32_t>(List->data(), List->size()) : ArrayRef<uint32_t>();
}

static std::string notesOf(StringRef Path) { return (Path + ".notes").str(); }

Error Prefix::write(StringRef Path, const prefix::NotesT &Notes) {
  flatbuffers::FlatBufferBuilder Builder(1 << 16);
  prefix::FinishNotesBuffer(Builder, prefix::Notes::Pack(Builder, &Notes));
  return writeFile(notesOf(Path),
                   StringRef(reinterpret_cast<const char *>(Builder.GetBufferPointer()), Builder.GetSize()));
}

Expected<Prefix> Prefix::read(StringRef Path) {
  std::string Name = notesOf(Path);
  auto Buffer = llvm::MemoryBuffer::getFile(Name, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return failure(Name + ": " + Buffer.getError().message());
  const auto *Data = reinterpret_cast<const uint8_t *>((*Buffer)->getBufferStart());
  flatbuffers::Verifier Verifier(Data, (*Buffer)->getBufferSize(), /*max_depth=*/64, /*max_tables=*/1u << 30);
  if ((*Buffer)->getBufferSize() < 8 || !prefix::VerifyNotesBuffer(Verifier))
    return failure(Name + ": damaged");
  Prefix P;
  P.Path = Path.str();
  P.Notes = prefix::GetNotes(Data);
  P.Buffer = std::move(*Buffer);
  uint32_t Number = 0;
  for (const prefix::File *F : each(P.Notes->files()))
    P.Files[F->name()->string_view()] = Number++;
  return std::move(P);
}

int Prefix::fileNumber(StringRef Name) const {
  auto It = Files.find(Name);
  return It == Files.end() ? -1 : int(It->second);
}

std::vector<std::string> Prefix::symbols() const {
  std::vector<std::string> Result;
  for (const flatbuffers::String *S : each(Notes->symbols()))
    Result.push_back(S->str());
  return Result;
}

bool isPerUnitMacro(StringRef Argument) {
  return Argument.consume_front("-D") && (Argument.starts_with("KBUILD_") || Argument.starts_with("__KBUILD_"));
}

std::vector<std::string> searchDirectories(const TranslationUnit &TU) {
  std::vector<std::string> Result;
  for (size_t I = 0; I < TU.Arguments.size(); ++I) {
    StringRef A = TU.Arguments[I];
    if (A == "-isystem" || A == "-iquote" || A == "-idirafter" || A == "-I")
      A = ++I < TU.Arguments.size() ? StringRef(TU.Arguments[I]) : "";
    else if (!A.consume_front("-I") && !A.consume_front("-isystem"))
      continue;
    SmallString<256> Path(A);
    llvm::sys::path::make_absolute(TU.Directory, Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    Result.push_back(Path.str().str());
  }
  return Result;
}

//===----------------------------------------------------------------------===//
// What the two sides share
//===----------------------------------------------------------------------===//

namespace {

/// Absolute, without . and .., so that a file has one name however it was found.
std::string plainName(CompilerInstance &CI, FileEntryRef File) {
  SmallString<256> Path(File.getName());
  CI.getFileManager().makeAbsolutePath(Path);
  llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  return Path.str().str();
}

/// Calls tested() for each identifier that a conditional directive depends on.
class ConditionCallbacks : public PPCallbacks {
public:
  explicit ConditionCallbacks(CompilerInstance &CI) : CI(CI) {}
  virtual void tested(StringRef Name, SourceLocation L) = 0;
  /// #ifndef: may be the beginning of a default.
  virtual void testedAbsent(StringRef Name, SourceLocation L) { tested(Name, L); }

  void If(SourceLocation, SourceRange Range, ConditionValueKind) override { condition(Range); }
  void Elif(SourceLocation, SourceRange Range, ConditionValueKind, SourceLocation) override { condition(Range); }
  void Ifdef(SourceLocation L, const Token &Name, const MacroDefinition &) override { tested(nameOf(Name), L); }
  void Elifdef(SourceLocation L, const Token &Name, const MacroDefinition &) override { tested(nameOf(Name), L); }
  void Ifndef(SourceLocation L, const Token &Name, const MacroDefinition &) override { testedAbsent(nameOf(Name), L); }
  void Elifndef(SourceLocation L, const Token &Name, const MacroDefinition &) override { tested(nameOf(Name), L); }

protected:
  static StringRef nameOf(const Token &T) { return T.getIdentifierInfo() ? T.getIdentifierInfo()->getName() : ""; }

  CompilerInstance &CI;

private:
  void condition(SourceRange Range) {
    const SourceManager &SM = CI.getSourceManager();
    auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
    // To the end of the line: the range stops short of its last token.
    StringRef Text = SM.getBufferData(File).drop_front(Begin);
    size_t End = Text.find('\n');
    while (End != StringRef::npos && Text.take_front(End).rtrim("\r").ends_with("\\"))
      End = Text.find('\n', End + 1);
    Text = Text.take_front(End);
    // Every word counts, also one that `defined` or a comment has.
    auto InWord = [](char C) { return isAsciiIdentifierContinue(C); };
    while (!Text.empty()) {
      Text = Text.drop_until(InWord);
      StringRef Word = Text.take_while(InWord);
      Text = Text.drop_front(Word.size());
      if (!Word.empty() && !isDigit(Word.front()))
        tested(Word, Range.getBegin());
    }
  }
};

//===----------------------------------------------------------------------===//
// While a prefix is made
//===----------------------------------------------------------------------===//

class Recorder : public ConditionCallbacks {
public:
  Recorder(CompilerInstance &CI, prefix::NotesT &Out) : ConditionCallbacks(CI), Out(Out) {
    CI.getPreprocessor().setTokenWatcher([this](const Token &T) {
      if (Before)
        addTo(T.is(tok::l_paren) ? Before->needed : Before->spelled, BeforeIn);
      Before = nullptr;
      if (T.is(tok::identifier) && !inBody())
        if (int E = entryAt(T.getLocation()); E >= 0) {
          Before = &word(T.getIdentifierInfo()->getName());
          BeforeIn = Entries[E].File;
        }
    });
  }

  void InclusionDirective(SourceLocation L, const Token &, StringRef Name, bool IsAngled, CharSourceRange,
                          OptionalFileEntryRef F, StringRef SearchPath, StringRef, const clang::Module *, bool,
                          SrcMgr::CharacteristicKind) override {
    flush();
    if (!F)
      return;
    uint32_t To = number(*F);
    if (int From = entryAt(L); From >= 0) {
      Entries[From].Busy = true;
      Out.files[Entries[From].File]->includes.push_back(To);
      StringRef Includer = CI.getSourceManager().getFilename(L);
      bool Beside = !IsAngled && SearchPath == llvm::sys::path::parent_path(Includer);
      if (!Beside && Spelled.insert(Name).second)
        Out.names.push_back(Name.str());
    } else if (!isPrefixItself(L)) {
      Out.first.push_back(To);
    }
  }
  void tested(StringRef Name, SourceLocation L) override {
    flush();
    if (int E = entryAt(L); E >= 0) {
      addTo(word(Name).needed, Entries[E].File);
      note(Tests, Name, E);
    }
  }
  void testedAbsent(StringRef Name, SourceLocation L) override {
    flush();
    PendingName = Name.str();
    Pending = L;
  }
  void MacroDefined(const Token &Name, const MacroDirective *) override {
    // #ifndef X, #define X: a guard or a default. Who else defines it must still do so on the same side of the test.
    if (Pending.isValid() && PendingName == nameOf(Name)) {
      if (int E = entryAt(Pending); E >= 0)
        note(Tests, PendingName, E, /*Default=*/true);
      Pending = SourceLocation();
    }
    defined(Name);
  }
  void MacroUndefined(const Token &Name, const MacroDefinition &, const MacroDirective *) override { defined(Name); }
  void MacroExpands(const Token &Name, const MacroDefinition &, SourceRange Range, const MacroArgs *) override {
    flush();
    int E = entryAt(Range.getBegin());
    if (E < 0)
      return;
    Entries[E].Busy = true;
    if (!inBody())
      addTo(word(nameOf(Name)).needed, Entries[E].File);
  }
  void Else(SourceLocation, SourceLocation) override { flush(); }
  void Endif(SourceLocation, SourceLocation) override { flush(); }
  void EndOfMainFile() override;

private:
  bool inBody() const {
    const DeclContext *Where = CI.hasSema() ? CI.getSema().CurContext : nullptr;
    return Where && Where->isFunctionOrMethod();
  }
  /// One time that a file is read.
  struct Entry {
    uint32_t File;
    int Parent;        ///< The entry that includes it; -1: the prefix or the command line.
    uint32_t Position; ///< In the parent.
    bool Busy;         ///< It did something; a guard did not keep it out.
  };
  struct Event {
    const prefix::WordT *Word;
    unsigned At; ///< When it was seen.
    int Entry;
    uint32_t Position; ///< How many includes of the entry's file came before.
    bool Default;      ///< Only provides a default.
  };

  void defined(const Token &Name) {
    flush();
    if (isPrefixItself(Name.getLocation()))
      word(nameOf(Name)); // the TU is expected to define it
    if (int E = entryAt(Name.getLocation()); E >= 0) {
      Entries[E].Busy = true;
      addTo(word(nameOf(Name)).makers, Entries[E].File);
      note(Definitions, nameOf(Name), E);
    }
  }
  void note(std::vector<Event> &To, StringRef Name, int E, bool Default = false) {
    To.push_back({&word(Name), ++Clock, E, position(E), Default});
  }
  /// An #ifndef that no #define of the same name followed is a test like any other.
  void flush() {
    if (Pending.isInvalid())
      return;
    SourceLocation L = Pending;
    Pending = SourceLocation();
    tested(PendingName, L);
  }
  uint32_t position(int E) const { return Out.files[Entries[E].File]->includes.size(); }
  static void addTo(std::vector<uint32_t> &List, uint32_t File) {
    if (!llvm::is_contained(llvm::reverse(List), File))
      List.push_back(File);
  }
  prefix::WordT &word(StringRef Name) {
    prefix::WordT *&W = Words[Name];
    if (!W) {
      Out.words.push_back(std::make_unique<prefix::WordT>());
      W = Out.words.back().get();
      W->name = Name.str();
    }
    return *W;
  }
  uint32_t number(FileEntryRef F) {
    auto [It, New] = Numbers.try_emplace(plainName(CI, F), Out.files.size());
    if (New) {
      Out.files.push_back(std::make_unique<prefix::FileT>());
      Out.files.back()->name = It->first().str();
    }
    return It->second;
  }
  bool isPrefixItself(SourceLocation L) const {
    const SourceManager &SM = CI.getSourceManager();
    return SM.getFileID(L) == SM.getMainFileID();
  }
  /// The entry that \p L is in; -1 for what the prefix itself or the command line says.
  int entryAt(SourceLocation L) {
    const SourceManager &SM = CI.getSourceManager();
    FileID Id = SM.getFileID(SM.getExpansionLoc(L));
    if (auto It = ById.find(Id); It != ById.end())
      return It->second;
    OptionalFileEntryRef F = SM.getFileEntryRefForID(Id);
    if (!F || Id == SM.getMainFileID())
      return ById[Id] = -1;
    SourceLocation From = SM.getIncludeLoc(Id);
    int Parent = From.isValid() ? entryAt(From) : -1;
    Entries.push_back({number(*F), Parent, Parent < 0 ? 0 : position(Parent), false});
    return ById[Id] = Entries.size() - 1;
  }

  prefix::NotesT &Out;
  llvm::StringMap<prefix::WordT *> Words;
  llvm::StringMap<uint32_t> Numbers;
  llvm::StringSet<> Spelled;
  llvm::DenseMap<FileID, int> ById;
  std::vector<Entry> Entries;
  std::vector<Event> Tests, Definitions;
  unsigned Clock = 0;
  std::string PendingName;
  SourceLocation Pending;
  prefix::WordT *Before = nullptr; ///< The last token, if it is a word that could be made a macro.
  uint32_t BeforeIn = 0;           ///< Its file.
};

void Recorder::EndOfMainFile() {
  flush();
  // What is made to be included several times is a part of those who include it.
  std::vector<unsigned> Times(Out.files.size());
  for (const Entry &E : Entries)
    Times[E.File] += E.Busy;
  auto Settle = [&](std::vector<Event> &Events) {
    for (Event &E : Events)
      while (E.Entry >= 0 && Times[Entries[E.Entry].File] > 1) {
        E.Position = Entries[E.Entry].Position;
        E.Entry = Entries[E.Entry].Parent;
      }
    llvm::erase_if(Events, [](const Event &E) { return E.Entry < 0; });
  };
  Settle(Tests);
  Settle(Definitions);
  llvm::DenseMap<const prefix::WordT *, std::vector<const Event *>> ByWord;
  for (const Event &D : Definitions)
    ByWord[D.Word].push_back(&D);
  std::set<std::array<uint32_t, 4>> Order;
  for (const Event &T : Tests) {
    if (T.Default && T.Word->needed.empty() && T.Word->spelled.empty())
      continue;
    for (const Event *D : ByWord[T.Word]) {
      uint32_t Tester = Entries[T.Entry].File, Maker = Entries[D->Entry].File;
      if (Tester == Maker)
        continue;
      if (D->At < T.At)
        Order.insert({Maker, D->Position, Tester, T.Position});
      else
        Order.insert({Tester, T.Position, Maker, D->Position});
    }
  }
  for (const auto &O : Order)
    Out.order.push_back(prefix::Order(O[0], O[1], O[2], O[3]));
  llvm::sort(Out.words, [](const auto &A, const auto &B) { return A->name < B->name; });
}

//===----------------------------------------------------------------------===//
// While a TU is parsed
//===----------------------------------------------------------------------===//

class Check : public ConditionCallbacks {
public:
  Check(CompilerInstance &CI, const Prefix &P, const TranslationUnit &TU, std::string &Conflict)
      : ConditionCallbacks(CI), P(P), TU(TU), Conflict(Conflict), Times(llvm::size(each(P.notes().files()))) {
    for (uint32_t F : numbers(P.notes().first()))
      enter(F);
  }

  void InclusionDirective(SourceLocation, const Token &, StringRef, bool, CharSourceRange, OptionalFileEntryRef F,
                          StringRef, StringRef, const clang::Module *, bool, SrcMgr::CharacteristicKind) override {
    if (F && !all())
      if (int Number = P.fileNumber(plainName(CI, *F)); Number >= 0)
        enter(Number);
  }
  void tested(StringRef Name, SourceLocation) override { used(Name); }
  void MacroExpands(const Token &Name, const MacroDefinition &, SourceRange, const MacroArgs *) override {
    used(nameOf(Name));
  }
  void MacroDefined(const Token &Name, const MacroDirective *D) override {
    changed(nameOf(Name), D->getMacroInfo()->isFunctionLike());
  }
  void MacroUndefined(const Token &Name, const MacroDefinition &, const MacroDirective *) override {
    changed(nameOf(Name), /*FunctionLike=*/false);
  }
  void EndOfMainFile() override {
    for (size_t F = 0; F < Times.size(); ++F)
      if (!entered(F))
        return conflict("does not include " + file(F));
    for (const prefix::Order *O : each(P.notes().order()))
      if (Times[O->first()][O->first_at()] >= Times[O->then()][O->then_at()])
        return conflict("has another order of headers: not " + file(O->first()) + " before " + file(O->then()));
    directories();
  }

private:
  bool entered(uint32_t File) const { return !Times[File].empty(); }
  bool all() const { return Entered == Times.size(); }
  std::string file(uint32_t Number) const { return P.notes().files()->Get(Number)->name()->str(); }
  const prefix::Word *word(StringRef Name) const {
    auto NameOf = [](const prefix::Word *W) { return StringRef(W->name()->c_str(), W->name()->size()); };
    auto Words = each(P.notes().words());
    auto It = std::lower_bound(Words.begin(), Words.end(), Name,
                               [&](const prefix::Word *W, StringRef Key) { return NameOf(W) < Key; });
    return It != Words.end() && NameOf(*It) == Name ? *It : nullptr;
  }
  void conflict(const Twine &Why) {
    if (Conflict.empty())
      Conflict = Why.str();
  }
  /// The TU reads \p File now, and all that it includes.
  void enter(uint32_t File) {
    if (entered(File))
      return;
    ++Entered;
    ArrayRef<uint32_t> Includes = numbers(P.notes().files()->Get(File)->includes());
    Times[File].assign(Includes.size() + 1, ~0u);
    Times[File][0] = ++Clock;
    for (size_t I = 0; I < Includes.size(); ++I) {
      enter(Includes[I]);
      Times[File][I + 1] = ++Clock;
    }
  }
  void used(StringRef Name) {
    if (all() || !Conflict.empty())
      return;
    const prefix::Word *W = word(Name);
    ArrayRef<uint32_t> Makers = numbers(W ? W->makers() : nullptr);
    if (!Makers.empty() && llvm::none_of(Makers, [&](uint32_t F) { return entered(F); }))
      conflict("uses " + Name + " before it includes " + file(Makers.front()));
  }
  void changed(StringRef Name, bool FunctionLike) {
    if (all() || !Conflict.empty())
      return;
    const prefix::Word *W = word(Name);
    if (!W)
      return;
    auto Look = [&](ArrayRef<uint32_t> Files) {
      for (uint32_t F : Files)
        if (!entered(F))
          return conflict("defines " + Name + " before it includes " + file(F));
    };
    Look(numbers(W->needed()));
    if (!FunctionLike)
      Look(numbers(W->spelled()));
  }
  void directories();

  const Prefix &P;
  const TranslationUnit &TU;
  std::string &Conflict;
  std::vector<std::vector<uint32_t>> Times; ///< Of each file: when it was entered and when each include had been read.
  size_t Entered = 0;
  uint32_t Clock = 0;
};

/// A directory that only one side searches must not have what the prefix includes.
void Check::directories() {
  llvm::StringSet<> Ours, Theirs;
  for (const std::string &D : searchDirectories(TU))
    Ours.insert(D);
  for (const flatbuffers::String *D : each(P.notes().directories()))
    Theirs.insert(D->string_view());
  llvm::StringMap<std::vector<StringRef>> Roots; // by the first directory: most directories have none of these
  for (const flatbuffers::String *Name : each(P.notes().names()))
    Roots[*llvm::sys::path::begin(Name->string_view())].push_back(Name->string_view());
  auto Has = [](StringRef Directory, StringRef Name) {
    SmallString<256> Path(Directory);
    llvm::sys::path::append(Path, Name);
    return llvm::sys::fs::exists(Path);
  };
  auto Look = [&](const llvm::StringSet<> &In, const llvm::StringSet<> &NotIn) {
    for (const auto &D : In)
      for (const auto &Root : Roots)
        if (!NotIn.contains(D.first()) && Has(D.first(), Root.first()))
          for (StringRef Name : Root.second)
            if (Has(D.first(), Name))
              conflict("searches " + D.first() + " too, which has " + Name);
  };
  Look(Ours, Theirs);
  Look(Theirs, Ours);
}

} // namespace

std::unique_ptr<PPCallbacks> makePrefixRecorder(CompilerInstance &CI, prefix::NotesT &Into) {
  return std::make_unique<Recorder>(CI, Into);
}

std::unique_ptr<PPCallbacks> makePrefixCheck(CompilerInstance &CI, const Prefix &P, const TranslationUnit &TU,
                                             std::string &Conflict) {
  return std::make_unique<Check>(CI, P, TU, Conflict);
}

} // namespace lockctx
