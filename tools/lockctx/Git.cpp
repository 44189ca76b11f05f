//===- Git.cpp ------------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Git.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include <cstdlib>

using namespace llvm;

namespace lockctx {

Expected<std::string> git(ArrayRef<StringRef> Arguments) {
  ErrorOr<std::string> Git = sys::findProgramByName("git");
  if (!Git)
    return failure("git is not installed");
  SmallString<128> Out, Err;
  if (std::error_code EC = sys::fs::createTemporaryFile("lockctx-git", "out", Out))
    return failure(EC.message());
  FileRemover RemoveOut(Out);
  if (std::error_code EC = sys::fs::createTemporaryFile("lockctx-git", "err", Err))
    return failure(EC.message());
  FileRemover RemoveErr(Err);
  std::vector<StringRef> Command{*Git};
  append_range(Command, Arguments);
  bool Good = sys::ExecuteAndWait(*Git, Command, std::nullopt, {StringRef(""), Out.str(), Err.str()}) == 0;
  auto Printed = MemoryBuffer::getFile(Good ? Out : Err);
  std::string Text = Printed ? (*Printed)->getBuffer().str() : "";
  if (!Good)
    return failure("git: " + StringRef(Text).trim());
  return Text;
}

Expected<std::string> repositoryOf(StringRef Path) {
  auto Top = git({"-C", Path, "rev-parse", "--show-toplevel"});
  if (!Top)
    return inside(Path, Top.takeError());
  return StringRef(*Top).trim().str();
}

Error checkOut(StringRef Repository, StringRef Commit, StringRef Tree) {
  if (std::error_code EC = sys::fs::create_directories(Tree))
    return failure(Tree + ": " + EC.message());
  setenv("GIT_INDEX_FILE", (Tree + ".index").str().c_str(), true);
  auto Done = git({"-C", Repository, "--work-tree", Tree, "read-tree", "-u", "--reset", Commit});
  unsetenv("GIT_INDEX_FILE");
  return Done ? Error::success() : Done.takeError();
}

void readFromTree(std::vector<TranslationUnit> &Units, StringRef Repository, StringRef Tree) {
  /// Where \p Path, as the unit says it, is in the tree; empty if it is not there.
  auto InTree = [&](const TranslationUnit &U, StringRef Path) -> std::string {
    SmallString<256> Full(Path);
    sys::path::make_absolute(U.Directory, Full);
    sys::path::remove_dots(Full, /*remove_dot_dot=*/true);
    StringRef Below = Full;
    if (!Below.consume_front(Repository) || (!Below.empty() && Below.front() != '/'))
      return "";
    std::string Moved = (Tree + Below).str();
    return sys::fs::exists(Moved) ? Moved : "";
  };
  llvm::erase_if(Units, [&](TranslationUnit &U) {
    std::string Moved = InTree(U, U.File);
    U.File = Moved;
    return Moved.empty();
  });
  for (TranslationUnit &U : Units) {
    std::vector<std::string> Arguments;
    for (size_t I = 0; I < U.Arguments.size(); ++I) {
      StringRef Word = U.Arguments[I], Path = Word;
      bool Include = Path.consume_front("-I");
      std::string Moved = I && !Path.empty() && (Include || Path.front() != '-') ? InTree(U, Path) : "";
      if (!Moved.empty())
        Arguments.push_back(Include ? "-I" + Moved : Moved);
      if (Moved.empty() || Include) // where generated headers are
        Arguments.push_back(Word.str());
    }
    U.Arguments = std::move(Arguments);
  }
}

} // namespace lockctx
