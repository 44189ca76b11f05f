//===- EditedUnits.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/EditedUnits.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {

EditedUnits::~EditedUnits() {
  {
    std::lock_guard<std::mutex> Lock(Mutex);
    Ends = true;
  }
  Changed.notify_all();
  if (Worker.joinable())
    Worker.join();
}

/// To tell whether there is something new.
std::string EditedUnits::describe(ArrayRef<UnitFinding> Findings) {
  std::string Text;
  raw_string_ostream OS(Text);
  for (const UnitFinding &F : Findings) {
    const SourceLocation &L = F.F.UnsafeSites[F.Site].Loc;
    OS << F.F.RuleId << " " << L.File << ":" << L.Line << ":" << L.Column << " " << F.F.Message << "\n";
    for (const TextEdit &E : F.Edits)
      OS << E.At.Line << ":" << E.At.Column << " " << E.New << "\n";
  }
  return Text;
}

/// What is known of \p F, in terms of another version.
Expected<std::vector<UnitFinding>> EditedUnits::result(const File &F, const FactsShape &Now) {
  if (!F.Error.empty())
    return failure(F.Error);
  std::vector<UnitFinding> Findings = F.Findings;
  if (!F.Shape)
    return Findings;
  PlaceMap Moved(*F.Shape, Now);
  erase_if(Findings, [&](UnitFinding &U) {
    SourceLocation Site = U.F.UnsafeSites[U.Site].Loc;
    bool Stands = Moved.move(Site) && all_of(U.Edits, [&](TextEdit &E) { return Moved.move(E.At); });
    Moved.move(U.F);
    return !Stands;
  });
  return Findings;
}

Expected<std::vector<UnitFinding>> EditedUnits::findings(std::shared_ptr<const UnitCheck> Check, FactsFile Unit,
                                                         SourceReader Read, std::function<void(StringRef)> Late) {
  FactsShape Now(Unit.tu());
  std::unique_lock<std::mutex> Lock(Mutex);
  File &F = Files[Now.Main];
  if (F.Check == Check && F.Shape->Shape == Now.Shape && !F.Next) {
    F.Shown.reset();
    return result(F, Now);
  }
  std::optional<Clock::duration> Patience;
  if (Late)
    Patience = !F.Check ? kFirst : F.Took <= kQuick ? kQuick : Clock::duration::zero();
  F.Next.emplace(Job{std::move(Check), Now, std::move(Unit), std::move(Read), std::move(Late)});
  F.Shown.reset();
  unsigned Mine = ++F.Asked;
  if (!Worker.joinable())
    Worker = std::thread([this] { work(); });
  Changed.notify_all();
  auto Judged = [&] { return F.Done >= Mine; };
  if (!Patience)
    Changed.wait(Lock, Judged);
  else
    Changed.wait_for(Lock, *Patience, Judged);
  auto Found = result(F, Now);
  if (Found && !Judged())
    F.Shown = describe(*Found);
  return Found;
}

void EditedUnits::work() {
  std::unique_lock<std::mutex> Lock(Mutex);
  for (;;) {
    auto Waiting = [&] { return find_if(Files, [](const auto &F) { return F.second.Next.has_value(); }); };
    Changed.wait(Lock, [&] { return Ends || Waiting() != Files.end(); });
    if (Ends)
      return;
    File &F = Waiting()->second;
    Job J = std::move(*F.Next);
    F.Next.reset();
    unsigned Asked = F.Asked;
    Lock.unlock();
    auto Begin = Clock::now();
    auto Found = J.Check->run(std::move(J.Unit), J.Read);
    auto Took = Clock::now() - Begin;
    Lock.lock();
    F.Check = J.Check;
    F.Shape = J.Shape;
    F.Took = Took;
    F.Error.clear();
    F.Findings.clear();
    if (Found)
      F.Findings = std::move(*Found);
    else
      F.Error = toString(Found.takeError());
    F.Done = Asked;
    bool New = F.Asked == Asked && F.Shown && *F.Shown != describe(F.Findings);
    Changed.notify_all();
    if (New) {
      F.Shown.reset();
      Lock.unlock();
      J.Late(J.Shape.Main);
      Lock.lock();
    }
  }
}

} // namespace lockctx
