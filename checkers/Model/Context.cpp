//===- Context.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Model/Context.h"
#include "Support/Errors.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"
#include <optional>

using namespace llvm;

namespace lockctx {

std::string MachineState::describe() const {
  std::string Text = name(Context);
  if (Context == ExecContext::Task)
    Text += BhOff ? ", BHs off" : ", BHs on";
  if (Context != ExecContext::Nmi)
    Text += IrqOff ? ", IRQs off" : ", IRQs on";
  if (Atomic)
    Text += ", atomic";
  return Text;
}

const char *name(ExecContext C) {
  static const char *const Names[] = {"task", "softirq", "hardirq", "nmi"};
  return Names[static_cast<unsigned>(C)];
}

const char *name(Certainty C) {
  static const char *const Names[] = {"always", "may", "init only", "caller unknown"};
  return Names[static_cast<unsigned>(C)];
}

Expected<StateSpec> parseStateSpec(StringRef Text, bool Exact) {
  StateSpec Spec;
  std::optional<ExecContext> Context;
  std::optional<bool> BhOff, IrqOff, Atomic;
  SmallVector<StringRef, 4> Words;
  SplitString(Text, Words);
  for (StringRef Word : Words) {
    if (Word == "task" || Word == "softirq" || Word == "hardirq" || Word == "nmi")
      Context = StringSwitch<ExecContext>(Word)
                    .Case("task", ExecContext::Task)
                    .Case("softirq", ExecContext::Softirq)
                    .Case("hardirq", ExecContext::Hardirq)
                    .Default(ExecContext::Nmi);
    else if (Word == "bh-on" || Word == "bh-off")
      BhOff = Word == "bh-off";
    else if (Word == "irq-on" || Word == "irq-off")
      IrqOff = Word == "irq-off";
    else if (Word == "atomic")
      Atomic = true;
    else if (Word == "may")
      Spec.Sure = Certainty::May;
    else
      return failure(
          "unknown word '" + Word +
          "' in a state; known are task, softirq, hardirq, nmi, bh-on, bh-off, irq-on, irq-off, atomic, may");
  }
  if (!Context && Exact)
    return failure("a state begins with task, softirq, hardirq or nmi");
  if (Exact && !BhOff)
    BhOff = Context != ExecContext::Task;
  if (Exact && !IrqOff)
    IrqOff = Context == ExecContext::Hardirq || Context == ExecContext::Nmi;
  if (Exact && !Atomic)
    Atomic = false;
  for (unsigned I = 0; I < MachineState::kCount; ++I) {
    MachineState S = MachineState::fromIndex(I);
    if (Atomic && S.Atomic != *Atomic)
      continue;
    if ((!Context || S.Context == *Context) && (!BhOff || S.BhOff == *BhOff || S.Context != ExecContext::Task) &&
        (!IrqOff || S.IrqOff == *IrqOff || S.Context == ExecContext::Nmi))
      Spec.States |= 1u << I;
  }
  return Spec;
}

} // namespace lockctx
