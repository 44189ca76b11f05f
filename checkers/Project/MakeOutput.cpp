//===- MakeOutput.cpp - Compile commands in what make prints --------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/MakeOutput.h"
#include "Project/CommandMangler.h"
#include "Project/PathFilter.h"
#include "Project/ShellWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace lockctx;

/// Takes the first line off \p Text, together with those that it goes on in after a backslash.
static StringRef takeLine(StringRef &Text) {
  size_t End = Text.find('\n');
  while (End != StringRef::npos && End > 0 && Text[End - 1] == '\\')
    End = Text.find('\n', End + 1);
  StringRef Line = Text.take_front(End);
  Text = End == StringRef::npos ? StringRef() : Text.drop_front(End + 1);
  return Line;
}

/// The .c file that \p Command compiles to an object, as it is spelled; "" if it does something else.
static StringRef compiledFile(const ShellCommand &Command) {
  static constexpr StringRef kTakesValue[] = {"-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-I",
                                              "-D",       "-U",       "-MF",      "-MT",     "-MQ",        "-Xclang"};
  bool Compiles = false, IsKernel = false, MakesObject = false;
  StringRef File;
  for (size_t I = 1; I < Command.size(); ++I) {
    StringRef Word = Command[I];
    if (is_contained(kTakesValue, Word))
      ++I;
    else if (Word == "-c")
      Compiles = true;
    else if (Word == "-D__KERNEL__")
      IsKernel = true;
    else if (Word == "-o" && I + 1 < Command.size())
      MakesObject = StringRef(Command[++I]).ends_with(".o");
    else if (!Word.starts_with("-") && Word.ends_with(".c"))
      File = Word;
  }
  return Compiles && IsKernel && MakesObject ? File : "";
}

/// The directory that kbuild's top Makefile changes to, if \p Command is it calling itself.
static StringRef newDirectory(const ShellCommand &Command, const KernelTree &Tree) {
  StringRef Directory, Makefile;
  for (size_t I = 1; I + 1 < Command.size(); ++I)
    if (Command[I] == "-C")
      Directory = Command[I + 1];
    else if (Command[I] == "-f")
      Makefile = Command[I + 1];
  bool IsMake = !Command.empty() && sys::path::filename(Command[0]).ends_with("make");
  return IsMake && sys::path::is_absolute(Directory) && Makefile == Tree.SourceDir + "/Makefile" ? Directory : "";
}

std::vector<TranslationUnit> lockctx::parseMakeOutput(StringRef Text, const KernelTree &Tree) {
  std::vector<TranslationUnit> Units;
  std::string Directory = Tree.BuildDir;
  StringSet<> Seen;
  auto IsTool = [&](StringRef File) {
    for (const std::string &Root : {Tree.SourceDir, Tree.BuildDir})
      if (isBelow(File, Root + "/scripts") || isBelow(File, Root + "/tools"))
        return true;
    StringRef Name = sys::path::filename(File);
    return Name.ends_with(".mod.c") || Name.starts_with(".");
  };
  while (!Text.empty()) {
    StringRef Line = takeLine(Text);
    // Cheap tests first: the whole tree's output is 100 MB.
    if (!Line.contains("-D__KERNEL__")) {
      if (Line.contains(" -C ") && Line.contains("/Makefile"))
        for (const ShellCommand &C : splitShell(Line))
          if (StringRef New = newDirectory(C, Tree); !New.empty())
            Directory = New;
      continue;
    }
    for (ShellCommand &C : splitShell(Line)) {
      StringRef Spelled = compiledFile(C);
      if (Spelled.empty())
        continue;
      TranslationUnit TU;
      TU.Directory = Directory;
      TU.File = absolutePath(Spelled, Directory);
      if (IsTool(TU.File) || !Seen.insert(TU.File + '\0' + moduleName(C)).second)
        continue;
      TU.Arguments = std::move(C);
      Units.push_back(std::move(TU));
    }
  }
  return Units;
}
