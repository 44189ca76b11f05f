//===- DigestWriter.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DigestWriter.h"
#include "Fix/PatchProposer.h"
#include "ShowData.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {
namespace {

/// A pop-up is small: longer lists end with a count.
constexpr size_t kMost = 12;

std::string place(const ShownPlace &At) { return At.File + ":" + utostr(At.Line); }

std::string states(ArrayRef<ShownState> States) {
  SmallVector<std::string, 4> All;
  for (const ShownState &S : States)
    All.push_back(S.State + (S.Sure == Certainty::Always ? "" : std::string(" (") + name(S.Sure) + ")"));
  return join(All, "; ");
}

std::string textOf(const ShownClass &C) {
  std::string Text = "**lockctx**: lock class `" + C.Name + "` `" + C.Usage + "`\n";
  for (const ShownSite &S : ArrayRef(C.Sites).take_front(kMost))
    Text += "\n- " + place(S.At) + " `" + S.Function.str() + "()`: `" + S.Code.str() + "`" +
            (S.Enables ? " enables interrupts while it is held" : "") +
            (S.States.empty() ? S.Known ? ": not reached" : ": context unknown" : ": " + states(S.States));
  if (C.Sites.size() > kMost)
    Text += "\n- and " + utostr(C.Sites.size() - kMost) + " more sites";
  if (!C.TakenInside.empty())
    Text += "\n\nWhile it is held: `" + join(ArrayRef(C.TakenInside).take_front(kMost), "`, `") + "`";
  if (C.TakenInside.size() > kMost)
    Text += " and " + utostr(C.TakenInside.size() - kMost) + " more";
  return Text;
}

} // namespace

Error writeDigestOf(DigestBuilder &Contexts, const LinkedProgram &L, Report &R, StringRef Directory) {
  const Analysis &A = *L.A;
  proposePatches(A, R);
  L.release();
  std::vector<DigestEntry> Classes;
  Shower(A, R.SourceRoot).eachLock("", [&](const ShownClass &C) {
    Classes.push_back({C.Name, C.File, textOf(C)});
    if (Classes.size() % 4096 == 0) // a whole kernel's would map half a gigabyte of facts
      L.release();
  });
  Error E = Contexts.write(Directory, std::move(Classes), R);
  // The report offers patches only if it is asked to, and after they were tried.
  withdrawPatches(R);
  return E;
}

} // namespace lockctx
