//===- Store.cpp ----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Store.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "Support/Nesting.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/xxhash.h"
#include <map>
#include <tuple>
#include <unistd.h>

using namespace llvm;

namespace lockctx {

static std::string manifestOf(StringRef Directory) {
  SmallString<256> Path(Directory);
  sys::path::append(Path, "manifest.json");
  return Path.str().str();
}

std::string Store::pathOf(const StoreEntry &E) const {
  if (sys::path::is_absolute(E.Facts))
    return E.Facts;
  SmallString<256> Path(Directory);
  sys::path::append(Path, E.Facts);
  return Path.str().str();
}

Error makeStore(StringRef Directory, StringRef Option) {
  auto Refuse = [&](const Twine &Why) {
    return failure(Directory + ": " + Why + "; choose another place with " + Option);
  };
  sys::fs::file_status Is;
  std::error_code EC = sys::fs::create_directories(Directory);
  if (!EC)
    EC = sys::fs::status(Directory, Is);
  if (EC)
    return Refuse(EC.message());
  if (Is.getUser() != ::geteuid() && Is.getUser() != 0)
    return Refuse("a store of another user (number " + Twine(Is.getUser()) + "), whose files would be believed");
  return Error::success();
}

Error Store::writeManifest() const {
  std::string Text;
  raw_string_ostream OS(Text);
  {
    json::OStream J(OS, 1);
    J.object([&] {
      J.attribute("lockctx-store", kFactsVersion);
      J.attribute("root", json::fixUTF8(SourceRoot));
      if (!Listed)
        return;
      J.attributeArray("units", [&] {
        for (const StoreEntry &E : Entries)
          J.object([&] {
            J.attribute("file", json::fixUTF8(E.File));
            if (E.Lost.empty())
              J.attribute("facts", E.Facts);
            else
              J.attribute("lost", json::fixUTF8(E.Lost));
          });
      });
    });
    OS << "\n";
  }
  return writeFile(manifestOf(Directory), Text);
}

bool Store::manifestExists() const { return sys::fs::exists(manifestOf(Directory)); }

Error Store::findEntries() {
  std::error_code EC;
  for (sys::fs::directory_iterator It(Directory, EC), End; It != End && !EC; It.increment(EC)) {
    StringRef Name = sys::path::filename(It->path());
    if (!Name.ends_with(".lctx"))
      continue;
    StoreEntry E{"", Name.str(), ""};
    if (auto File = FactsFile::open(It->path()))
      E.File = File->tu().main_file()->str();
    else
      E.Lost = toString(File.takeError());
    Entries.push_back(std::move(E));
  }
  if (EC)
    return failure(Directory + ": " + EC.message());
  // The order of a directory is nobody's.
  llvm::sort(Entries, [](const StoreEntry &A, const StoreEntry &B) {
    return std::tie(A.File, A.Facts) < std::tie(B.File, B.Facts);
  });
  std::vector<StringRef> Files;
  for (const StoreEntry &E : Entries)
    if (E.Lost.empty())
      Files.push_back(E.File);
  if (!Files.empty())
    SourceRoot = sourceRootOf(Files);
  return Error::success();
}

Expected<Store> Store::open(StringRef Directory) {
  auto S = readManifest(Directory);
  if (S && !S->Listed)
    if (Error E = S->findEntries())
      return std::move(E);
  return S;
}

Expected<Store> Store::readManifest(StringRef Directory) {
  std::string Path = manifestOf(Directory);
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return failure(Directory + ": not a store, or one whose extraction did not end (" + Buffer.getError().message() +
                   ")");
  auto Parsed = parseJson((*Buffer)->getBuffer());
  if (!Parsed)
    return inside(Path, Parsed.takeError());
  const json::Object *Root = Parsed->getAsObject();
  auto Version = Root ? Root->getInteger("lockctx-store") : std::nullopt;
  const json::Array *Units = Root ? Root->getArray("units") : nullptr;
  if (!Version)
    return failure(Path + ": not the manifest of a store");
  if (*Version != kFactsVersion)
    return failure(Path + ": a store of version " + Twine(*Version) + ", this lockctx reads version " +
                   Twine(kFactsVersion) + "; extract again");
  Store S;
  S.Directory = Directory.str();
  S.SourceRoot = Root->getString("root").value_or("").str();
  if (!Units) {
    S.Listed = false;
    return S;
  }
  for (const json::Value &V : *Units) {
    const json::Object *Unit = V.getAsObject();
    if (!Unit || !Unit->getString("file"))
      return failure(Path + ": a unit without a file");
    StoreEntry E;
    E.File = Unit->getString("file")->str();
    E.Facts = Unit->getString("facts").value_or("").str();
    E.Lost = Unit->getString("lost").value_or("").str();
    // A name, never a way out of the store.
    if (E.Lost.empty() && (E.Facts.empty() || sys::path::filename(E.Facts) != E.Facts || E.Facts == ".."))
      return failure(Path + ": '" + E.Facts + "' is not the name of a file of facts");
    S.Entries.push_back(std::move(E));
  }
  return S;
}

std::string defaultStore() {
  SmallString<256> Path;
  if (auto Cache = sys::Process::GetEnv("XDG_CACHE_HOME"); Cache && !Cache->empty())
    Path = *Cache;
  else if (!sys::path::cache_directory(Path))
    Path = "/tmp";
  sys::path::append(Path, "lockctx", "store");
  return Path.str().str();
}

std::string sourceRootOf(ArrayRef<StringRef> Files) {
  StringRef Common = sys::path::parent_path(Files.front());
  for (StringRef Dir = Common; !Dir.empty(); Dir = sys::path::parent_path(Dir)) {
    for (const char *Mark : {"MAINTAINERS", ".git"}) {
      SmallString<256> Path(Dir);
      sys::path::append(Path, Mark);
      if (sys::fs::exists(Path))
        return Dir.str();
    }
    if (Dir == sys::path::parent_path(Dir))
      break;
  }
  auto Below = [&](StringRef File) { return File.consume_front(Common) && File.starts_with("/"); };
  while (!Common.empty() && !all_of(Files, Below)) {
    StringRef Parent = sys::path::parent_path(Common);
    Common = Parent == "/" ? "" : Parent;
  }
  return Common.str();
}

//===----------------------------------------------------------------------===//
// Looking at a store and clearing it
//===----------------------------------------------------------------------===//

namespace {
/// Files that belong together: facts, a prefix, something kept; each with what lies beside it.
struct StoredGroup {
  enum { Facts, Prefix, Kept } Kind;
  std::vector<std::string> Files;
  uint64_t Bytes = 0;
  sys::TimePoint<> Used;
};
} // namespace

/// The groups in \p Directory by name; other people's files are none of our business.
static Expected<std::map<std::string, StoredGroup>> storedGroups(StringRef Directory) {
  std::map<std::string, StoredGroup> Result;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC), End; I != End && !EC; I.increment(EC)) {
    StringRef Name = sys::path::filename(I->path());
    auto Kind = Name.starts_with("prefix-") ? StoredGroup::Prefix
                : Name.starts_with("kept-") ? StoredGroup::Kept
                                            : StoredGroup::Facts;
    if (Kind == StoredGroup::Facts && !Name.contains(".lctx"))
      continue;
    auto Status = I->status();
    if (!Status || Status->type() != sys::fs::file_type::regular_file)
      continue;
    StoredGroup &G = Result[Name.split('.').first.str()];
    G.Kind = Kind;
    G.Files.push_back(I->path());
    G.Bytes += Status->getSize();
    G.Used = std::max(G.Used, Status->getLastModificationTime());
  }
  if (EC && EC != std::errc::no_such_file_or_directory)
    return failure(Directory + ": " + EC.message());
  return Result;
}

static constexpr StringRef kTrees = "diff-";

std::string treesOf(StringRef Directory, StringRef Repository) {
  return (Directory + "/" + kTrees + utohexstr(xxh3_64bits(Repository), /*LowerCase=*/true, /*Width=*/16)).str();
}

/// Those directories.
static std::vector<std::string> allTrees(StringRef Directory) {
  std::vector<std::string> Result;
  std::error_code EC;
  for (sys::fs::directory_iterator I(Directory, EC), End; I != End && !EC; I.increment(EC)) {
    StringRef Name = sys::path::filename(I->path());
    if (Name.consume_front(kTrees) && Name.size() == 16 && all_of(Name, isHexDigit) &&
        I->type() == sys::fs::file_type::directory_file)
      Result.push_back(I->path());
  }
  return Result;
}

static Error removeFile(StringRef Path) {
  // Another run may have been quicker.
  if (std::error_code EC = sys::fs::remove(Path, /*IgnoreNonExisting=*/true))
    return failure(Path + ": " + EC.message());
  return Error::success();
}

Expected<StoreUse> measureStore(StringRef Directory) {
  auto Groups = storedGroups(Directory);
  if (!Groups)
    return Groups.takeError();
  StoreUse Use;
  for (const auto &[Name, G] : *Groups) {
    StoreUse::Part &P = G.Kind == StoredGroup::Facts    ? Use.Facts
                        : G.Kind == StoredGroup::Prefix ? Use.Prefixes
                                                        : Use.Kept;
    ++P.Count;
    P.Bytes += G.Bytes;
  }
  for (const std::string &Tree : allTrees(Directory)) {
    ++Use.Trees.Count;
    std::error_code EC;
    for (sys::fs::recursive_directory_iterator I(Tree, EC, /*follow_symlinks=*/false), End; I != End && !EC;
         I.increment(EC))
      if (auto Status = I->status(); Status && Status->type() == sys::fs::file_type::regular_file)
        Use.Trees.Bytes += Status->getSize();
  }
  return Use;
}

Error clearStore(StringRef Directory) {
  auto Groups = storedGroups(Directory);
  if (!Groups)
    return Groups.takeError();
  for (const auto &[Name, G] : *Groups)
    for (const std::string &File : G.Files)
      if (Error E = removeFile(File))
        return E;
  for (const std::string &Tree : allTrees(Directory))
    if (std::error_code EC = sys::fs::remove_directories(Tree, /*IgnoreErrors=*/false))
      return failure(Tree + ": " + EC.message());
  return removeFile(manifestOf(Directory));
}

Error removePrefixes(StringRef Directory) {
  auto Groups = storedGroups(Directory);
  if (!Groups)
    return Groups.takeError();
  // Not the lists: those of the facts refer to them.
  for (const auto &[Name, G] : *Groups)
    for (const std::string &File : G.Files)
      if (G.Kind == StoredGroup::Prefix && !StringRef(File).ends_with(".inputs"))
        if (Error E = removeFile(File))
          return E;
  return Error::success();
}

Error trimStore(StringRef Directory, uint64_t Limit) {
  auto Groups = storedGroups(Directory);
  if (!Groups)
    return Groups.takeError();
  uint64_t Sum = 0;
  std::vector<const StoredGroup *> ByUse;
  for (const auto &[Name, G] : *Groups) {
    Sum += G.Bytes;
    ByUse.push_back(&G);
  }
  llvm::sort(ByUse, [](const StoredGroup *A, const StoredGroup *B) {
    return std::tie(A->Used, A->Files.front()) < std::tie(B->Used, B->Files.front());
  });
  auto Young = std::chrono::system_clock::now() - std::chrono::hours(1);
  for (const StoredGroup *G : ByUse) {
    if (Sum <= Limit || G->Used > Young)
      break;
    for (const std::string &File : G->Files)
      if (Error E = removeFile(File))
        return E;
    Sum -= G->Bytes;
  }
  return Error::success();
}

} // namespace lockctx
