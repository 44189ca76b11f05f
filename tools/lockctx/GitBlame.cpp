//===- GitBlame.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GitBlame.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <map>

using namespace llvm;

namespace lockctx {

/// What a git command prints; nothing if it fails.
static std::string git(ArrayRef<StringRef> Arguments) {
  ErrorOr<std::string> Git = sys::findProgramByName("git");
  SmallString<128> Out;
  if (!Git || sys::fs::createTemporaryFile("lockctx-git", "out", Out))
    return "";
  FileRemover Remove(Out);
  std::vector<StringRef> Command{*Git};
  Command.insert(Command.end(), Arguments.begin(), Arguments.end());
  if (sys::ExecuteAndWait(*Git, Command, std::nullopt, {StringRef(""), Out.str(), StringRef("")}) != 0)
    return "";
  auto Buffer = MemoryBuffer::getFile(Out);
  return Buffer ? (*Buffer)->getBuffer().str() : "";
}

std::string fixesLines(ArrayRef<SourceLocation> Places) {
  std::map<std::pair<uint64_t, std::string>, std::string> Commits; // by time and name: the subject
  for (const SourceLocation &L : Places) {
    std::string Range = utostr(L.Line) + "," + utostr(L.Line);
    std::string Printed = git(
        {"-C", sys::path::parent_path(L.File), "blame", "--porcelain", "-L", Range, "--", sys::path::filename(L.File)});
    std::string Name = StringRef(Printed).split(' ').first.str(), Subject;
    uint64_t Time = 0;
    bool Root = false;
    SmallVector<StringRef, 16> Lines;
    StringRef(Printed).split(Lines, '\n');
    for (StringRef Line : Lines) {
      if (Line.consume_front("summary "))
        Subject = Line.str();
      else if (Line.consume_front("committer-time "))
        Line.getAsInteger(10, Time);
      Root |= Line == "boundary";
    }
    if (Name.size() >= 40 && Name.find_first_not_of('0') != std::string::npos && !Root)
      Commits[{Time, Name}] = Subject;
  }
  std::string Text;
  for (const auto &[Key, Subject] : Commits)
    Text += "Fixes: " + Key.second.substr(0, 12) + " (\"" + Subject + "\")\n";
  return Text;
}

} // namespace lockctx
