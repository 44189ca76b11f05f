//===- Inputs.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Inputs.h"
#include "Engine/Kept.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace lockctx {

static std::string listOf(StringRef FactsPath) { return (FactsPath + ".inputs").str(); }

StringRef Inputs::stampOf(StringRef File) {
  auto [It, New] = Stamps.try_emplace(File);
  if (New)
    It->second = fileStamp(File);
  return It->second;
}

static std::string hashOf(StringRef Text) { return utohexstr(xxh3_64bits(Text), true, 16); }

/// Lines of a list: size, time, name; the last says that the list is whole. The first may be "prefix HASH NAME": the
/// list of that prefix in the same directory, and the hash it must have.
bool Inputs::isGood(StringRef Path, StringRef Text) {
  if (!Text.consume_back("end\n"))
    return false;
  if (Text.consume_front("prefix ")) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    auto [Hash, Name] = Line.split(' ');
    const List &Prefix = list((sys::path::parent_path(Path) + "/" + Name).str());
    if (!Prefix.Good || Prefix.Hash != Hash)
      return false;
  }
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    size_t Name = Line.find(' ', Line.find(' ') + 1);
    if (Name == StringRef::npos || stampOf(Line.substr(Name + 1)) != Line.substr(0, Name))
      return false;
  }
  return true;
}

const Inputs::List &Inputs::list(StringRef Path) {
  auto [It, New] = Lists.try_emplace(Path);
  if (New)
    if (auto Buffer = MemoryBuffer::getFile(listOf(Path))) {
      StringRef Text = (*Buffer)->getBuffer();
      It->second.Hash = hashOf(Text);
      It->second.Good = !Text.starts_with("prefix ") && isGood(Path, Text);
      markUsed(listOf(Path));
    }
  return It->second;
}

bool Inputs::unchanged(StringRef Path) {
  if (!sys::fs::exists(Path))
    return false;
  auto Buffer = MemoryBuffer::getFile(listOf(Path));
  if (!Buffer || !isGood(Path, (*Buffer)->getBuffer()))
    return false;
  markUsed(listOf(Path));
  return true;
}

std::string Inputs::prefixOf(StringRef Path) {
  auto Buffer = MemoryBuffer::getFile(listOf(Path));
  if (!Buffer || !(*Buffer)->getBuffer().starts_with("prefix "))
    return "";
  StringRef Name = (*Buffer)->getBuffer().split('\n').first.split(' ').second.split(' ').second;
  std::string Prefix = (sys::path::parent_path(Path) + "/" + Name).str();
  return sys::fs::exists(Prefix) && list(Prefix).Good ? Prefix : "";
}

Error Inputs::write(StringRef Path, const std::vector<std::string> &Files, StringRef PrefixPath) {
  std::string Text;
  if (!PrefixPath.empty()) {
    auto Buffer = MemoryBuffer::getFile(listOf(PrefixPath));
    if (!Buffer)
      return failure(listOf(PrefixPath) + ": " + Buffer.getError().message());
    Text = "prefix " + hashOf((*Buffer)->getBuffer()) + " " + sys::path::filename(PrefixPath).str() + "\n";
  }
  for (const std::string &File : Files)
    Text += fileStamp(File) + " " + File + "\n";
  return writeFile(listOf(Path), Text + "end\n");
}

} // namespace lockctx
