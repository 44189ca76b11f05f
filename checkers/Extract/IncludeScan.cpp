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

using namespace llvm;
using namespace clang::dependency_directives_scan;

namespace lockctx {

uint32_t IncludeScan::search(const TranslationUnit &TU) {
  auto [It, New] = Searches.try_emplace(searchDirectories(TU), Directories.size());
  if (New)
    Directories.push_back(It->first);
  return It->second;
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

const IncludeScan::Scanned &IncludeScan::scan(uint32_t File) {
  Scans.resize(Paths.size());
  Scanned &S = Scans[File];
  if (S.Done)
    return S;
  S.Done = true;
  auto Buffer = MemoryBuffer::getFile(Paths[File]);
  if (!Buffer)
    return S;
  StringRef Text = (*Buffer)->getBuffer();
  S.Size = Text.size();
  SmallVector<Token, 64> Tokens;
  SmallVector<Directive, 64> Directives;
  if (clang::scanSourceForDependencyDirectives(Text, Tokens, Directives))
    return S; // what comes after the mistake is not known
  // A guard around the whole file is no condition.
  bool Guarded = Directives.size() > 1 && Directives[0].Kind == pp_ifndef && Directives[1].Kind == pp_define;
  int Depth = Guarded ? -1 : 0;
  for (const Directive &D : Directives) {
    switch (D.Kind) {
    case pp_if:
    case pp_ifdef:
    case pp_ifndef:
      ++Depth;
      break;
    case pp_endif:
      --Depth;
      break;
    case pp_include:
      if (Depth == 0) {
        StringRef Line = Text.slice(D.Tokens.front().Offset, D.Tokens.back().Offset + D.Tokens.back().Length);
        if (size_t Open = Line.find_first_of("<\""); Open != StringRef::npos)
          if (size_t Close = Line.find(Line[Open] == '<' ? '>' : '"', Open + 1); Close != StringRef::npos)
            S.Names.push_back(Line.slice(Open, Close + 1).str());
      }
      break;
    default:
      break;
    }
  }
  return S;
}

const std::vector<IncludeScan::Include> &IncludeScan::includes(uint32_t Search, uint32_t File) {
  std::unique_ptr<std::vector<Include>> &Known = Resolved[{Search, File}];
  if (Known)
    return *Known;
  Known = std::make_unique<std::vector<Include>>();
  std::vector<Include> &Result = *Known; // the map may move, this stays
  std::vector<std::string> Names = scan(File).Names;
  for (StringRef Name : Names) {
    StringRef Inner = Name.drop_front().drop_back();
    SmallString<256> Path;
    if (Name.starts_with("\"")) {
      Path = sys::path::parent_path(Paths[File]);
      sys::path::append(Path, Inner);
      if (int To = file(Path); To >= 0) {
        Result.push_back({uint32_t(To), ("\"" + Path + "\"").str()});
        continue;
      }
    }
    for (StringRef Directory : Directories[Search]) {
      Path = Directory;
      sys::path::append(Path, Inner);
      if (int To = file(Path); To >= 0) {
        Result.push_back({uint32_t(To), ("<" + Inner + ">").str()});
        break;
      }
    }
  }
  return Result;
}

std::vector<uint32_t> IncludeScan::headers(const TranslationUnit &TU) {
  uint32_t Search = search(TU);
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
      for (const Include &I : includes(Search, Todo.pop_back_val()))
        if (See(I.File) && Keep)
          Result.push_back(I.File);
  };
  for (size_t I = 0; I + 1 < TU.Arguments.size(); ++I)
    if (TU.Arguments[I] == "-include")
      if (int File = file(TU.Arguments[I + 1]); File >= 0)
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
