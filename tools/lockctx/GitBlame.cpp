//===- GitBlame.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GitBlame.h"
#include "Git.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace lockctx {

std::string fixesLines(ArrayRef<SourceLocation> Places) {
  std::map<std::pair<uint64_t, std::string>, std::string> Commits; // by time and name: the subject
  for (const SourceLocation &L : Places) {
    std::string Range = utostr(L.Line) + "," + utostr(L.Line);
    auto Blamed = git(
        {"-C", sys::path::parent_path(L.File), "blame", "--porcelain", "-L", Range, "--", sys::path::filename(L.File)});
    if (!Blamed) { // in no repository, or not committed
      consumeError(Blamed.takeError());
      continue;
    }
    StringRef Printed = *Blamed;
    std::string Name = Printed.split(' ').first.str(), Subject;
    uint64_t Time = 0;
    bool Root = false;
    SmallVector<StringRef, 16> Lines;
    Printed.split(Lines, '\n');
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
