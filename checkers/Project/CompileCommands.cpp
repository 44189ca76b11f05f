//===- CompileCommands.cpp - Commands from compile_commands.json ----------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/CompileCommands.h"
#include "Project/CommandMangler.h"
#include "Project/PathFilter.h"
#include "Project/ShellWords.h"
#include "Support/Errors.h"
#include "Support/Nesting.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace lockctx;

/// One entry of the database, not mangled yet.
static Expected<TranslationUnit> readEntry(const json::Value &V, StringRef DatabaseDir) {
  const json::Object *Entry = V.getAsObject();
  if (!Entry)
    return failure("not an object");
  std::optional<StringRef> Directory = Entry->getString("directory"), File = Entry->getString("file");
  if (!Directory)
    return failure("it has no \"directory\" that is a string");
  if (!File)
    return failure("it has no \"file\" that is a string");
  TranslationUnit TU;
  TU.Directory = absolutePath(*Directory, DatabaseDir);
  TU.File = absolutePath(*File, TU.Directory);
  if (const json::Array *Arguments = Entry->getArray("arguments")) {
    for (const json::Value &A : *Arguments) {
      std::optional<StringRef> Text = A.getAsString();
      if (!Text)
        return failure("one of its \"arguments\" is not a string");
      TU.Arguments.push_back(Text->str());
    }
  } else if (std::optional<StringRef> Command = Entry->getString("command")) {
    // A generator may have recorded a shell line; the compiler is then its last command.
    if (std::vector<ShellCommand> Commands = splitShell(*Command); !Commands.empty())
      TU.Arguments = std::move(Commands.back());
  } else {
    return failure("it has neither \"arguments\" nor \"command\"");
  }
  if (TU.Arguments.empty())
    return failure("its command is empty");
  return TU;
}

static Error nothingChosen(ArrayRef<std::string> Paths, StringRef Database) {
  if (Paths.empty())
    return failure(Database + ": it has no C file");
  return failure(join(Paths, ", ") + ": no C file of " + Database +
                 " is there; name an existing file or directory, absolute or relative to the current directory or to " +
                 sys::path::parent_path(Database));
}

Expected<std::vector<TranslationUnit>> lockctx::readCompileCommands(StringRef BuildDirOrFile,
                                                                    ArrayRef<std::string> Paths) {
  std::string Database = absolutePath(BuildDirOrFile);
  if (sys::fs::is_directory(Database))
    Database += "/compile_commands.json";
  auto Buffer = MemoryBuffer::getFile(Database, /*IsText=*/true);
  if (!Buffer)
    return failure(
        Database + ": " + Buffer.getError().message() +
        "; a kernel's scripts/clang-tools/gen_compile_commands.py writes one after a build, and --kbuild does "
        "without one");
  Expected<json::Value> Root = parseJson((*Buffer)->getBuffer());
  if (!Root)
    return inside(Database, Root.takeError());
  const json::Array *Entries = Root->getAsArray();
  if (!Entries)
    return failure(Database + ": not a compilation database: its outermost value is not an array");

  std::string DatabaseDir = sys::path::parent_path(Database).str();
  std::vector<TranslationUnit> Units;
  for (size_t I = 0; I < Entries->size(); ++I) {
    Expected<TranslationUnit> TU = readEntry((*Entries)[I], DatabaseDir);
    if (!TU)
      return inside(Database + ": entry " + Twine(I + 1), TU.takeError());
    if (StringRef(TU->File).ends_with(".c"))
      Units.push_back(std::move(*TU));
  }
  // kbuild's O= directories have a link to the sources.
  std::vector<std::string> Bases = {DatabaseDir, DatabaseDir + "/source"};
  for (const std::string &Path : PathFilter(Bases).apply(Paths, Units))
    if (candidates(Path, Bases).empty())
      return nothingChosen(Path, Database);
  if (Units.empty())
    return nothingChosen(Paths, Database);

  CommandMangler Mangler;
  StringSet<> Seen;
  std::vector<TranslationUnit> Chosen;
  for (TranslationUnit &TU : Units)
    if (Seen.insert(TU.File + '\0' + moduleName(TU.Arguments)).second) {
      Mangler.mangle(TU);
      Chosen.push_back(std::move(TU));
    }
  return Chosen;
}
