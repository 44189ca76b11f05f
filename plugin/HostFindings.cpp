//===- HostFindings.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HostFindings.h"
#include "Extract/ExtractAction.h"
#include "Report/CompilerMessages.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace lockctx {

namespace {

/// Where places of findings are in the host's sources.
class Locator {
public:
  Locator(SourceManager &SM, Host Kind) : SM(SM), Kind(Kind), Main(mainFile(SM)) {}

  clang::SourceLocation locate(const lockctx::SourceLocation &At) {
    FileID Id = At.Line ? fileOf(At.File) : FileID();
    return Id.isValid() ? SM.translateLineCol(Id, At.Line, std::max(1u, At.Column)) : clang::SourceLocation();
  }

private:
  FileID fileOf(StringRef Path) {
    if (Path == Main)
      return SM.getMainFileID();
    auto [It, New] = Known.try_emplace(Path);
    if (!New)
      return It->second;
    OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(Path, /*OpenFile=*/true);
    if (!File)
      return {};
    // To look for it among those of an editor's preamble takes longer than to parse the file at hand.
    if (Kind == Host::Compiler)
      It->second = SM.translateFile(*File);
    if (It->second.isInvalid())
      It->second = SM.createFileID(*File, {}, SrcMgr::C_User);
    return It->second;
  }

  SourceManager &SM;
  Host Kind;
  std::string Main;
  llvm::StringMap<FileID> Known;
};

} // namespace

SourceReader sourcesOf(ASTContext &Ctx) {
  return [&SM = Ctx.getSourceManager()](StringRef Path) -> std::unique_ptr<llvm::MemoryBuffer> {
    if (OptionalFileEntryRef File = SM.getFileManager().getOptionalFileRef(Path))
      if (FileID Id = SM.translateFile(*File); Id.isValid())
        if (auto Buffer = SM.getBufferOrNone(Id))
          return llvm::MemoryBuffer::getMemBufferCopy(Buffer->getBuffer(), Path);
    return readFromDisk(Path);
  };
}

SourceReader mainFileOf(ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  std::string Main = mainFile(SM);
  return [Main, Text = SM.getBufferData(SM.getMainFileID()).str()](StringRef Path) {
    return Path == Main ? llvm::MemoryBuffer::getMemBufferCopy(Text, Path) : readFromDisk(Path);
  };
}

std::vector<HostFinding> hostFindings(ASTContext &Ctx, ArrayRef<UnitFinding> Findings, Host Kind) {
  Locator In(Ctx.getSourceManager(), Kind);
  llvm::SmallSet<int, 8> Given;
  std::vector<HostFinding> Result;
  for (const UnitFinding &F : Findings) {
    CompilerMessage Message = compilerMessage(F.F, F.F.UnsafeSites[F.Site]);
    HostFinding &Out = Result.emplace_back();
    Out.RuleId = F.F.RuleId;
    auto Place = [&](const CompilerMessage::Part &P) {
      HostFinding::Part Placed{In.locate(P.Loc), P.Text};
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
      if (clang::SourceLocation At = In.locate(E.At); At.isValid())
        Out.Fixes.push_back(
            FixItHint::CreateReplacement(CharSourceRange::getCharRange(At, At.getLocWithOffset(E.Old.size())), E.New));
    }
    Out.FixTitle = llvm::join(Changes, ", ");
  }
  return Result;
}

} // namespace lockctx
