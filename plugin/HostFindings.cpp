//===- HostFindings.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HostFindings.h"
#include "Report/CompilerMessages.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lockctx {

static clang::SourceLocation locate(SourceManager &SM, const lockctx::SourceLocation &At) {
  if (!At.Line)
    return {};
  OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(At.File, /*OpenFile=*/true);
  if (!File)
    return {};
  FileID Id = SM.translateFile(*File);
  if (Id.isInvalid())
    Id = SM.createFileID(*File, {}, SrcMgr::C_User);
  return SM.translateLineCol(Id, At.Line, std::max(1u, At.Column));
}

Expected<std::vector<HostFinding>> hostFindings(ASTContext &Ctx, const facts::TUT &Facts, UnitCheck &Check, Host Kind) {
  SourceManager &SM = Ctx.getSourceManager();
  // An editor's text differs from the disk's.
  auto Read = [&](StringRef Path) -> std::unique_ptr<llvm::MemoryBuffer> {
    if (OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(Path))
      if (FileID Id = SM.translateFile(*File); Id.isValid())
        if (auto Buffer = SM.getBufferOrNone(Id))
          return llvm::MemoryBuffer::getMemBufferCopy(Buffer->getBuffer(), Path);
    return readFromDisk(Path);
  };
  FactsFile Unit = FactsFile::inMemory(Facts);
  auto Findings = Kind == Host::Editor ? Check.runAgain(std::move(Unit), Read) : Check.run(std::move(Unit), Read);
  if (!Findings)
    return Findings.takeError();
  llvm::SmallSet<int, 8> Given;
  std::vector<HostFinding> Result;
  for (const UnitFinding &F : *Findings) {
    CompilerMessage Message = compilerMessage(F.F, F.F.UnsafeSites[F.Site]);
    HostFinding &Out = Result.emplace_back();
    Out.RuleId = F.F.RuleId;
    auto Place = [&](const CompilerMessage::Part &P) {
      HostFinding::Part Placed{locate(SM, P.Loc), P.Text};
      if (Placed.Loc.isInvalid()) {
        Placed.Loc = Out.Warning.Loc;
        Placed.Text = (P.Loc.File + ":" + Twine(P.Loc.Line) + ": " + P.Text).str();
      }
      return Placed;
    };
    Out.Warning = Place(Message.Warning);
    for (const CompilerMessage::Part &Note : Message.Notes)
      Out.Notes.push_back(Place(Note));
    if (!Given.insert(F.F.Patch).second && Kind == Host::Compiler)
      continue;
    SmallVector<std::string, 4> Changes;
    for (const TextEdit &E : F.Edits) {
      std::string Change = E.Old.empty() ? "insert '" + StringRef(E.New).trim().str() + "'"
                                         : "change '" + E.Old + "' to '" + E.New + "'";
      if (!llvm::is_contained(Changes, Change))
        Changes.push_back(std::move(Change));
      if (clang::SourceLocation At = locate(SM, E.At); At.isValid())
        Out.Fixes.push_back(
            FixItHint::CreateReplacement(CharSourceRange::getCharRange(At, At.getLocWithOffset(E.Old.size())), E.New));
    }
    Out.FixTitle = llvm::join(Changes, ", ");
  }
  return Result;
}

} // namespace lockctx
