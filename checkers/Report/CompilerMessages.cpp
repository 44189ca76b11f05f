//===- CompilerMessages.cpp -----------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/CompilerMessages.h"
#include "Report/SourceNames.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {

CompilerMessage compilerMessage(const Finding &F, const FindingSite &At) {
  std::string Text = plainHeadline(F).str();
  if (!F.Message.empty())
    Text += ": " + F.Message;
  CompilerMessage Result{{At.Loc, printable(Text)}, {}};
  auto Note = [&](const SourceLocation &Loc, const Twine &Text) {
    Result.Notes.push_back({Loc, printable(Text.str())});
  };
  for (const FindingSite &S : F.UnsafeSites)
    if (&S != &At)
      Note(S.Loc, "to be changed as well: " + S.Code + " in " + S.Function + "()");
  for (const WitnessChain &C : F.Chains) {
    const ChainStep *Before = nullptr;
    for (const ChainStep &S : C.Steps) {
      std::string Text = Before ? "in " : C.Title + ": ";
      if (!S.Function.empty())
        Text += S.Function + "(): ";
      Text += S.What;
      SmallVector<std::string, 2> Now;
      if (!S.State.empty() && (!Before || S.State != Before->State))
        Now.push_back(S.State);
      if (!S.Held.empty() && (!Before || S.Held != Before->Held))
        Now.push_back("holding " + S.Held);
      if (!Now.empty())
        Text += " [" + join(Now, "; ") + "]";
      Note(S.Loc, Text);
      Before = &S;
    }
  }
  return Result;
}

} // namespace lockctx
