//===- EditedUnits.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/EditedUnits.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Threading.h"
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

/// Returns its number.
unsigned EditedUnits::queue(File &F, Job J) {
  F.Next.emplace(std::move(J));
  if (!Worker.joinable())
    Worker = std::thread([this] { work(); });
  Changed.notify_all();
  return ++F.Asked;
}

void EditedUnits::ahead(std::shared_ptr<const UnitCheck> Check, StringRef Main) {
  auto Unit = Check->stored(Main);
  if (!Unit)
    return;
  FactsShape Shape(Unit->tu());
  std::lock_guard<std::mutex> Lock(Mutex);
  File &F = Files[Shape.Main];
  if (F.Asked)
    return;
  F.Ahead = true;
  queue(F, {std::move(Check), std::move(Shape), std::move(*Unit), readFromDisk, nullptr, /*IsAhead=*/true, {}});
}

EditedUnits::Question EditedUnits::ask(std::shared_ptr<const UnitCheck> Check, FactsFile Unit, SourceReader Read,
                                       std::function<void(StringRef)> Late) {
  auto Begin = Clock::now();
  Question Q{FactsShape(Unit.tu())};
  std::lock_guard<std::mutex> Lock(Mutex);
  File &F = Files[Q.Shape.Main];
  F.Shown.reset();
  if (Late)
    Q.Until = Begin + (!F.Check ? kFirst : F.Took <= kQuick ? kQuick : Clock::duration::zero());
  if (!F.Next && F.BegunCheck == Check && F.BegunShape == Q.Shape.Shape) {
    Q.Number = F.Asked;
    return Q;
  }
  FactsShape Shape = Q.Shape;
  Q.AheadWillDo = F.Ahead && F.Asked == 1 && !F.Next && F.BegunCheck == Check;
  auto NotBefore = Q.AheadWillDo ? Begin + kConfirm : Begin;
  Q.Number = queue(F, {std::move(Check), std::move(Shape), std::move(Unit), std::move(Read), std::move(Late),
                       /*IsAhead=*/false, NotBefore});
  return Q;
}

Expected<std::vector<UnitFinding>> EditedUnits::answer(const Question &Q) {
  std::unique_lock<std::mutex> Lock(Mutex);
  File &F = Files[Q.Shape.Main];
  auto Judged = [&] { return F.Done >= Q.Number; };
  if (!Q.Until)
    Changed.wait(Lock, Judged);
  else
    Changed.wait_until(Lock, *Q.Until, [&] { return Judged() || (Q.AheadWillDo && F.IsAhead); });
  auto Found = result(F, Q.Shape);
  if (Found && !Judged())
    F.Shown = describe(*Found);
  return Found;
}

void EditedUnits::work() {
  set_thread_name("lockctx");
  std::unique_lock<std::mutex> Lock(Mutex);
  for (;;) {
    if (Ends)
      return;
    File *First = nullptr;
    for (auto &[Main, F] : Files)
      if (F.Next && (!First || F.Next->NotBefore < First->Next->NotBefore))
        First = &F;
    if (!First) {
      Changed.wait(Lock);
      continue;
    }
    File &F = *First;
    if (F.Next->NotBefore > Clock::now()) {
      Changed.wait_until(Lock, F.Next->NotBefore);
      continue;
    }
    Job J = std::move(*F.Next);
    F.Next.reset();
    unsigned Number = F.Asked;
    F.BegunCheck = J.Check;
    F.BegunShape = J.Shape.Shape;
    Lock.unlock();
    auto Begin = Clock::now();
    auto Found = J.Check->run(std::move(J.Unit), J.Read);
    auto Took = Clock::now() - Begin;
    Lock.lock();
    F.Check = J.Check;
    F.Shape = std::move(J.Shape);
    F.IsAhead = J.IsAhead;
    F.Took = Took;
    F.Error.clear();
    F.Findings.clear();
    if (Found)
      F.Findings = std::move(*Found);
    else
      F.Error = toString(Found.takeError());
    F.Done = Number;
    Changed.notify_all();
    // What was shown meanwhile is of the version that is to be judged next, or of this one.
    if (!F.Shown || (F.Next && !F.IsAhead))
      continue;
    auto Now = result(F, F.Next ? F.Next->Shape : *F.Shape);
    bool New = !Now || *F.Shown != describe(*Now);
    if (!Now)
      consumeError(Now.takeError());
    if (New) {
      F.Shown.reset();
      std::string Main = F.Shape->Main;
      auto Late = F.Next ? F.Next->Late : J.Late;
      Lock.unlock();
      Late(Main);
      Lock.lock();
    }
  }
}

} // namespace lockctx
