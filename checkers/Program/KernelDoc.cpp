//===- KernelDoc.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/KernelDoc.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace lockctx {

SmallVector<Expectation::What, 3> readContextSection(StringRef Context) {
  using What = Expectation::What;
  enum Meaning { Other, Task, Softirq, IrqsOff, Sleeps, Several };
  SmallVector<What, 3> All;
  auto Add = [&](What W) {
    if (!is_contained(All, W))
      All.push_back(W);
  };
  std::string Lower = Context.lower();
  SmallVector<StringRef, 4> Phrases;
  SplitString(Lower, Phrases, ".,;");
  for (StringRef Phrase : Phrases) {
    Phrase = Phrase.trim();
    Phrase.consume_back(" only");
    Meaning M =
        StringSwitch<Meaning>(Phrase)
            .Cases({"process context", "task context", "user context", "process", "task", "user"}, Task)
            .Cases({"softirq context", "softirq", "bh context"}, Softirq)
            .Cases({"interrupts disabled", "irqs disabled", "irqs blocked"}, IrqsOff)
            .Cases({"may sleep", "can sleep", "might sleep", "sleeps", "sleep", "must be able to sleep"}, Sleeps)
            .Default(Other);
    if (M == Other && (Phrase.starts_with("any") || Phrase.contains("interrupt") || Phrase.contains("irq") ||
                       Phrase.contains("atomic") || Phrase.contains(" or ")))
      M = Several;
    switch (M) {
    case Other:
      break;
    case Task:
      Add(What::NotHardirq);
      Add(What::NotSoftirq);
      break;
    case Softirq:
      Add(What::NotHardirq);
      Add(What::BhOff);
      break;
    case IrqsOff:
      Add(What::IrqOff);
      break;
    case Sleeps:
      Add(What::MaySleep);
      break;
    case Several:
      return {};
    }
  }
  return All;
}

} // namespace lockctx
