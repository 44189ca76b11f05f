//===- Inputs.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Inputs.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {

static std::string listOf(StringRef FactsPath) { return (FactsPath + ".inputs").str(); }

/// Size and time of change; empty if it is not there.
static std::string stamp(StringRef File) {
  sys::fs::file_status Status;
  if (sys::fs::status(File, Status))
    return "";
  auto Time = Status.getLastModificationTime().time_since_epoch().count();
  return (Twine(Status.getSize()) + " " + Twine(static_cast<int64_t>(Time))).str();
}

StringRef Inputs::stampOf(StringRef File) {
  auto [It, New] = Stamps.try_emplace(File);
  if (New)
    It->second = stamp(File);
  return It->second;
}

bool Inputs::unchanged(StringRef FactsPath) {
  if (!sys::fs::exists(FactsPath))
    return false;
  auto Buffer = MemoryBuffer::getFile(listOf(FactsPath));
  if (!Buffer)
    return false;
  // Lines: size, time, name; the last line says that the list is whole.
  StringRef Rest = (*Buffer)->getBuffer();
  if (!Rest.consume_back("end\n"))
    return false;
  while (!Rest.empty()) {
    StringRef Line;
    std::tie(Line, Rest) = Rest.split('\n');
    size_t Name = Line.find(' ', Line.find(' ') + 1);
    if (Name == StringRef::npos || stampOf(Line.substr(Name + 1)) != Line.substr(0, Name))
      return false;
  }
  return true;
}

Error Inputs::write(StringRef FactsPath, const std::vector<std::string> &Files) {
  std::string Text;
  for (const std::string &File : Files)
    Text += stamp(File) + " " + File + "\n";
  return writeFile(listOf(FactsPath), Text + "end\n");
}

} // namespace lockctx
