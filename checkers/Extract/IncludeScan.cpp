//===- IncludeScan.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/IncludeScan.h"
#include "Extract/Prefix.h"
#include "clang/Lex/DependencyDirectivesScanner.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <optional>

using namespace llvm;
using namespace clang::dependency_directives_scan;

namespace lockctx {

namespace {

/// Whether a condition holds where just \p Macros are defined; nothing if that depends on their values.
class Condition {
public:
  Condition(StringRef Words, const StringSet<> &Macros) : Macros(Macros) { Words.split(Left, ' ', -1, false); }
  std::optional<bool> holds() {
    std::optional<bool> Value = either();
    return Next == Left.size() ? Value : std::nullopt;
  }

private:
  bool take(StringRef Word) {
    bool There = Next < Left.size() && Left[Next] == Word;
    Next += There;
    return There;
  }
  std::optional<bool> either() {
    return joined("||", true, [&] { return both(); });
  }
  std::optional<bool> both() {
    return joined("&&", false, [&] { return single(); });
  }
  /// Operands with \p Word between them, of which one that is \p Decides decides it all.
  template <typename Fn> std::optional<bool> joined(StringRef Word, bool Decides, Fn Operand) {
    std::optional<bool> Value = Operand();
    while (take(Word)) {
      std::optional<bool> Other = Operand();
      if (Value == Decides || Other == Decides)
        Value = Decides;
      else if (Value)
        Value = Other;
    }
    return Value;
  }
  std::optional<bool> single() {
    if (take("!")) {
      std::optional<bool> Value = single();
      return Value ? std::optional(!*Value) : std::nullopt;
    }
    if (take("(")) {
      std::optional<bool> Value = either();
      return take(")") ? Value : std::nullopt;
    }
    if (take("defined")) {
      bool Open = take("(");
      std::optional<bool> Value = Next < Left.size() ? std::optional(Macros.contains(Left[Next++])) : std::nullopt;
      return Open && !take(")") ? std::nullopt : Value;
    }
    // Anything else is a value, up to what ends it.
    size_t Begin = Next;
    for (int Depth = 0; Next < Left.size(); ++Next) {
      if (Depth == 0 && (Left[Next] == "&&" || Left[Next] == "||" || Left[Next] == ")"))
        break;
      Depth += Left[Next] == "(" ? 1 : Left[Next] == ")" ? -1 : 0;
    }
    bool Constant = Next - Begin == 1 && (Left[Begin] == "0" || Left[Begin] == "1");
    return Constant ? std::optional(Left[Begin] == "1") : std::nullopt;
  }

  const StringSet<> &Macros;
  SmallVector<StringRef, 16> Left;
  size_t Next = 0;
};

} // namespace

uint32_t IncludeScan::search(const TranslationUnit &TU) {
  std::vector<std::string> Directories = searchDirectories(TU), Begin{TU.Directory};
  for (size_t I = 0; I + 1 < TU.Arguments.size(); ++I) {
    StringRef A = TU.Arguments[I];
    if (A == "-include")
      Begin.insert(Begin.end(), {A.str(), TU.Arguments[++I]});
    else if ((A.starts_with("-D") || A.starts_with("-U")) && !isPerUnitMacro(A))
      Begin.push_back(A.str());
  }
  std::vector<std::string> Key = Directories;
  llvm::append_range(Key, Begin);
  auto [It, New] = Searches.try_emplace(std::move(Key), BySearch.size());
  if (!New)
    return It->second;
  Search &S = BySearch.emplace_back();
  S.Directories = std::move(Directories);
  S.Macros = Macros[Begin];
  bool Known = S.Macros != nullptr;
  if (!Known)
    S.Macros = Macros[Begin] = std::make_shared<StringSet<>>();
  DenseSet<uint32_t> Seen;
  for (size_t I = 1; I < Begin.size(); ++I) {
    StringRef A = Begin[I];
    if (A == "-include") {
      SmallString<256> Path(Begin[++I]);
      sys::path::make_absolute(TU.Directory, Path);
      if (int File = file(Path); File >= 0) {
        S.Forced.push_back(File);
        if (!Known)
          addMacros(S, File, Seen);
      }
    } else if (!Known && A.consume_front("-D")) {
      S.Macros->insert(A.split('=').first);
    } else if (!Known && A.consume_front("-U")) {
      S.Macros->erase(A);
    }
  }
  return It->second;
}

/// What \p File defines, with its own headers, where the macros of \p S are defined.
void IncludeScan::addMacros(Search &S, uint32_t File, DenseSet<uint32_t> &Seen) {
  if (!Seen.insert(File).second)
    return;
  eachLine(scan(File, /*WithMacros=*/true), *S.Macros, [&](const Line &L) {
    std::string Spelling;
    if (L.Kind == Line::Define)
      S.Macros->insert(L.Text);
    else if (L.Kind == Line::Undef)
      S.Macros->erase(L.Text);
    else if (int To = find(S, File, L.Text, Spelling); To >= 0)
      addMacros(S, To, Seen);
  });
}

int IncludeScan::file(StringRef Path) {
  auto [It, New] = Numbers.try_emplace(Path, -1);
  if (!New || !sys::fs::is_regular_file(Path))
    return It->second;
  SmallString<256> Plain(Path);
  sys::path::remove_dots(Plain, /*remove_dot_dot=*/true);
  auto [ByPlain, NewFile] = Numbers.try_emplace(Plain, -1);
  if (ByPlain->second < 0) {
    ByPlain->second = Paths.size();
    Paths.push_back(Plain.str().str());
  }
  return Numbers[Path] = ByPlain->second;
}

const IncludeScan::Scanned &IncludeScan::scan(uint32_t File, bool WithMacros) {
  if (Scans.size() <= File)
    Scans.resize(Paths.size());
  if (Scans[File] && (Scans[File]->HasMacros || !WithMacros))
    return *Scans[File];
  Scanned &S = *(Scans[File] = std::make_unique<Scanned>());
  S.HasMacros = WithMacros;
  auto Buffer = MemoryBuffer::getFile(Paths[File]);
  if (!Buffer)
    return S;
  StringRef Text = (*Buffer)->getBuffer();
  S.Size = Text.size();
  SmallVector<Token, 64> Tokens;
  SmallVector<Directive, 64> Directives;
  if (clang::scanSourceForDependencyDirectives(Text, Tokens, Directives))
    return S; // what comes after the mistake is not known
  for (const Directive &D : Directives) {
    auto Words = [&] {
      std::string Result;
      for (const Token &T : D.Tokens.drop_front(2)) // #if
        if (StringRef Word = Text.substr(T.Offset, T.Length).trim(); !Word.empty())
          Result += (Result.empty() ? "" : " ") + Word.str();
      return Result;
    };
    auto Name = [&] { return D.Tokens.size() > 2 ? Text.substr(D.Tokens[2].Offset, D.Tokens[2].Length).str() : ""; };
    switch (D.Kind) {
    case pp_if:
      S.Lines.push_back({Line::If, Words()});
      break;
    case pp_ifdef:
      S.Lines.push_back({Line::If, "defined " + Name()});
      break;
    case pp_ifndef:
      S.Lines.push_back({Line::If, "! defined " + Name()});
      break;
    case pp_elif:
      S.Lines.push_back({Line::Elif, Words()});
      break;
    case pp_elifdef:
      S.Lines.push_back({Line::Elif, "defined " + Name()});
      break;
    case pp_elifndef:
      S.Lines.push_back({Line::Elif, "! defined " + Name()});
      break;
    case pp_else:
      S.Lines.push_back({Line::Else, ""});
      break;
    case pp_endif: {
      auto IsBranch = [](const Line &L) { return L.Kind == Line::Elif || L.Kind == Line::Else; };
      size_t Last = S.Lines.size();
      while (Last > 0 && IsBranch(S.Lines[Last - 1]))
        --Last;
      if (Last > 0 && S.Lines[Last - 1].Kind == Line::If)
        S.Lines.resize(Last - 1);
      else
        S.Lines.push_back({Line::Endif, ""});
      break;
    }
    case pp_define:
    case pp_undef:
      if (WithMacros)
        S.Lines.push_back({D.Kind == pp_define ? Line::Define : Line::Undef, Name()});
      break;
    case pp_include: {
      StringRef Directive = Text.slice(D.Tokens.front().Offset, D.Tokens.back().Offset + D.Tokens.back().Length);
      if (size_t Open = Directive.find_first_of("<\""); Open != StringRef::npos)
        if (size_t Close = Directive.find(Directive[Open] == '<' ? '>' : '"', Open + 1); Close != StringRef::npos)
          S.Lines.push_back({Line::Include, Directive.slice(Open, Close + 1).str()});
      break;
    }
    default:
      break;
    }
  }
  return S;
}

void IncludeScan::eachLine(const Scanned &S, const StringSet<> &Macros, function_ref<void(const Line &)> Visit) {
  struct Block {
    bool Before;               ///< What is around it counts.
    std::optional<bool> Taken; ///< One of its branches so far; nothing: perhaps.
    bool Now;                  ///< The branch at hand counts.
  };
  SmallVector<Block, 8> Blocks;
  auto Counts = [&] { return Blocks.empty() || Blocks.back().Now; };
  auto Branch = [&](Block &B, std::optional<bool> Holds) {
    B.Now = B.Before && B.Taken == false && Holds == true;
    B.Taken = B.Taken == true || Holds == true ? true : B.Taken == false ? Holds : std::nullopt;
  };
  for (const Line &L : S.Lines) {
    switch (L.Kind) {
    case Line::If:
      Blocks.push_back({Counts(), false, false});
      Branch(Blocks.back(), Condition(L.Text, Macros).holds());
      break;
    case Line::Elif:
      if (!Blocks.empty())
        Branch(Blocks.back(), Condition(L.Text, Macros).holds());
      break;
    case Line::Else:
      if (!Blocks.empty())
        Branch(Blocks.back(), true);
      break;
    case Line::Endif:
      if (!Blocks.empty())
        Blocks.pop_back();
      break;
    default:
      if (Counts())
        Visit(L);
    }
  }
}

/// The file that \p Name stands for in \p From, -1 if there is none.
int IncludeScan::find(const Search &S, uint32_t From, StringRef Name, std::string &Spelling) {
  StringRef Inner = Name.drop_front().drop_back();
  SmallString<256> Path;
  if (Name.starts_with("\"")) {
    Path = sys::path::parent_path(Paths[From]);
    sys::path::append(Path, Inner);
    if (int To = file(Path); To >= 0) {
      Spelling = ("\"" + Path + "\"").str();
      return To;
    }
  }
  Spelling = ("<" + Inner + ">").str();
  for (StringRef Directory : S.Directories) {
    Path = Directory;
    sys::path::append(Path, Inner);
    if (int To = file(Path); To >= 0)
      return To;
  }
  return -1;
}

const std::vector<IncludeScan::Include> &IncludeScan::includes(uint32_t Number, uint32_t File) {
  std::unique_ptr<std::vector<Include>> &Known = Resolved[{Number, File}];
  if (Known)
    return *Known;
  Known = std::make_unique<std::vector<Include>>();
  std::vector<Include> &Result = *Known; // the map may move, this stays
  const Search &S = BySearch[Number];
  eachLine(scan(File), *S.Macros, [&](const Line &L) {
    std::string Spelling;
    if (L.Kind == Line::Include)
      if (int To = find(S, File, L.Text, Spelling); To >= 0)
        Result.push_back({uint32_t(To), Spelling});
  });
  return Result;
}

std::vector<uint32_t> IncludeScan::headers(const TranslationUnit &TU) {
  uint32_t Number = search(TU);
  SmallVector<uint32_t, 64> Todo;
  BitVector Seen;
  auto See = [&](uint32_t File) {
    if (Seen.size() <= File)
      Seen.resize(std::max<size_t>(File + 1, Paths.size()));
    bool New = !Seen[File];
    Seen.set(File);
    if (New)
      Todo.push_back(File);
    return New;
  };
  std::vector<uint32_t> Result;
  auto Follow = [&](bool Keep) {
    while (!Todo.empty())
      for (const Include &I : includes(Number, Todo.pop_back_val()))
        if (See(I.File) && Keep)
          Result.push_back(I.File);
  };
  for (uint32_t File : BySearch[Number].Forced)
    See(File);
  Follow(false);
  if (int Main = file(TU.File); Main >= 0)
    See(Main);
  Follow(true);
  llvm::sort(Result);
  return Result;
}

uint64_t IncludeScan::size(uint32_t File) { return scan(File).Size; }

} // namespace lockctx
