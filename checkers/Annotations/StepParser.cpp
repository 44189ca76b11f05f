//===- StepParser.cpp - The steps of a model's effect ---------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Annotations/Models.h"
#include "Support/Errors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace lockctx {
namespace {

/// The words of one step, consumed from the left.
class Words {
public:
  explicit Words(StringRef Text) : Text(Text) { SplitString(Text, All); }
  bool done() const { return Next == All.size(); }
  StringRef peek() const { return done() ? StringRef() : All[Next]; }
  StringRef take() { return done() ? StringRef() : All[Next++]; }
  bool takeIf(StringRef Word) { return peek() == Word && (++Next, true); }
  Error error(const Twine &What) const { return failure(What + " in '" + Text + "'"); }

private:
  StringRef Text;
  SmallVector<StringRef, 8> All;
  size_t Next = 0;
};

Expected<unsigned> parseArg(StringRef Word, const Words &In) {
  unsigned Number;
  if (!Word.consume_front("arg") || Word.getAsInteger(10, Number) || Number > 31)
    return In.error("an argument is written arg0 to arg31; found '" + Word + "'");
  return Number;
}

Expected<LockOperand> parseLock(Words &In) {
  LockOperand Lock;
  if (In.takeIf("global") || In.takeIf("class")) {
    bool Class = false;
    // `class struct net_device.tx_global_lock` has a blank in the name itself.
    StringRef Name = In.take();
    if (Name == "struct" || Name == "union") {
      Class = true;
      Lock.Name = (Name + " ").str();
      Name = In.take();
    }
    if (Name.empty())
      return In.error("the lock's name is missing");
    Lock.Name += Name.str();
    Lock.From = Class ? LockOperand::Base::Class : LockOperand::Base::Global;
    return Lock;
  }
  Lock.ByValue = In.takeIf("value");
  StringRef Word = In.take();
  size_t End = Word.find_first_of("-.");
  StringRef Base = Word.substr(0, End), Rest = End == StringRef::npos ? "" : Word.substr(End);
  if (Base == "result") {
    Lock.From = LockOperand::Base::Result;
  } else {
    auto Arg = parseArg(Base, In);
    if (!Arg)
      return Arg.takeError();
    Lock.Arg = *Arg;
  }
  // "->tag.field", then more "->tag.field" (through a pointer) or ".tag.field" (embedded).
  bool First = true;
  while (!Rest.empty()) {
    bool Arrow = Rest.consume_front("->");
    if (!Arrow && (First || !Rest.consume_front(".")))
      return In.error("a lock in an object is written argN->tag.field");
    size_t Dot = Rest.find('.');
    if (Dot == StringRef::npos)
      return In.error("a member is written tag.field");
    StringRef Tag = Rest.substr(0, Dot);
    Rest = Rest.substr(Dot + 1);
    size_t Stop = std::min(Rest.find('.'), Rest.find("->"));
    if (!First && Arrow)
      Lock.Members.back().Deref = true;
    Lock.Members.push_back({Tag.str(), Rest.substr(0, Stop).str(), false});
    Rest = Stop == StringRef::npos ? "" : Rest.substr(Stop);
    First = false;
  }
  return Lock;
}

Error parseCondition(Words &In, Step &S) {
  bool Unless = In.peek() == "unless";
  if (!In.takeIf("if") && !In.takeIf("unless"))
    return Error::success();
  auto Arg = parseArg(In.take(), In);
  if (!Arg)
    return Arg.takeError();
  S.WhenArg = *Arg;
  StringRef Op = In.take();
  S.When = StringSwitch<Step::Test>(Op)
               .Case("&", Unless ? Step::Test::NotMask : Step::Test::Mask)
               .Case("==", Unless ? Step::Test::NotEqual : Step::Test::Equal)
               .Case("!=", Unless ? Step::Test::Equal : Step::Test::NotEqual)
               .Default(Step::Test::None);
  if (S.When == Step::Test::None)
    return In.error("a condition is 'argN & MASK', 'argN == NUMBER' or 'argN != NUMBER'; found '" + Op + "'");
  StringRef Value = In.take();
  if (Value.getAsInteger(0, S.WhenValue)) {
    S.WhenValue = 0;
    S.WhenNames = Value.str();
    if (!all_of(Value, [](char C) { return isAlnum(C) || C == '_' || C == '|'; }) || Value.empty())
      return In.error("'" + Value + "' is neither a number nor constants' names joined by |");
  }
  return Error::success();
}

} // namespace

Expected<Step> parseStep(StringRef Text) {
  Words In(Text);
  Step S;
  StringRef Word = In.take();
  auto Kind = StringSwitch<std::optional<StepKind>>(Word)
                  .Case("acquire", StepKind::Acquire)
                  .Case("release", StepKind::Release)
                  .Case("bh-disable", StepKind::BhDisable)
                  .Case("bh-enable", StepKind::BhEnable)
                  .Case("irq-disable", StepKind::IrqDisable)
                  .Case("irq-enable", StepKind::IrqEnable)
                  .Case("irq-save", StepKind::IrqSave)
                  .Case("irq-restore", StepKind::IrqRestore)
                  .Case("preempt-disable", StepKind::PreemptDisable)
                  .Case("preempt-enable", StepKind::PreemptEnable)
                  .Case("rcu-lock", StepKind::RcuLock)
                  .Case("rcu-unlock", StepKind::RcuUnlock)
                  .Case("enter", StepKind::Enter)
                  .Case("leave", StepKind::Leave)
                  .Case("sleep", StepKind::Sleep)
                  .Case("sleep-if-gfp", StepKind::SleepIfGfp)
                  .Case("call", StepKind::Call)
                  .Case("wait", StepKind::Wait)
                  .Case("register", StepKind::Register)
                  .Case("queue", StepKind::Queue)
                  .Case("ordered", StepKind::Ordered)
                  .Case("mark", StepKind::Mark)
                  .Case("class", StepKind::Class)
                  .Default(std::nullopt);
  if (!Kind)
    return In.error("unknown step '" + Word + "'");
  S.Kind = *Kind;
  switch (S.Kind) {
  case StepKind::Acquire:
  case StepKind::Release:
  case StepKind::Wait:
  case StepKind::Queue:
  case StepKind::Class: {
    auto Lock = parseLock(In);
    if (!Lock)
      return Lock.takeError();
    S.Lock = std::move(*Lock);
    while (S.Kind == StepKind::Acquire && !In.done() && In.peek() != "if" && In.peek() != "unless") {
      if (In.takeIf("read")) {
        S.Read = true;
        S.Recursive = In.takeIf("recursive");
      } else if (In.takeIf("try"))
        S.Try = true;
      else if (In.takeIf("nested")) {
        S.Nested = true;
        if (In.peek().starts_with("arg")) {
          auto Arg = parseArg(In.take(), In);
          if (!Arg)
            return Arg.takeError();
          S.NestedArg = *Arg;
        }
      } else
        return In.error("unknown word '" + In.peek() + "'");
    }
    S.Dequeued = S.Kind == StepKind::Wait && In.takeIf("dequeued");
    if (S.Kind == StepKind::Queue) {
      if (!In.takeIf("on"))
        return In.error("a queue step is 'queue OBJECT on [ordered] OBJECT'");
      S.InTurn = In.takeIf("ordered");
      auto On = parseLock(In);
      if (!On)
        return On.takeError();
      S.Of = std::move(*On);
    }
    if (S.Kind == StepKind::Class && !In.takeIf("none")) {
      StringRef Key = In.take();
      if (!Key.consume_front("KEY-"))
        return In.error("a class step ends in KEY-argN, KEY-here or none");
      if (Key == "here") {
        S.Word = Key.str();
        break;
      }
      auto Arg = parseArg(Key, In);
      if (!Arg)
        return Arg.takeError();
      S.Arg = *Arg;
    }
    break;
  }
  case StepKind::IrqSave:
  case StepKind::IrqRestore:
    if (In.takeIf("result"))
      break;
    [[fallthrough]];
  case StepKind::SleepIfGfp:
  case StepKind::Call:
  case StepKind::Register:
  case StepKind::Mark: {
    auto Arg = parseArg(In.take(), In);
    if (!Arg)
      return Arg.takeError();
    S.Arg = *Arg;
    if (S.Kind == StepKind::Register || S.Kind == StepKind::Mark) {
      S.Word = In.take().str();
      if (S.Word.empty())
        return In.error(S.Kind == StepKind::Mark ? "the mark is missing" : "the context is missing");
      if (S.Kind == StepKind::Register && In.takeIf("of")) {
        auto Object = parseLock(In);
        if (!Object)
          return Object.takeError();
        S.Of = std::move(*Object);
      }
    }
    break;
  }
  case StepKind::Enter:
  case StepKind::Leave: {
    StringRef Context = In.take();
    if (Context != "hardirq" && Context != "softirq" && Context != "nmi")
      return In.error("hardirq, softirq or nmi expected");
    S.Context = Context == "hardirq"   ? ExecContext::Hardirq
                : Context == "softirq" ? ExecContext::Softirq
                                       : ExecContext::Nmi;
    break;
  }
  default:
    break;
  }
  if (Error E = parseCondition(In, S))
    return std::move(E);
  if (!In.done())
    return In.error("unexpected '" + In.peek() + "'");
  return S;
}

bool Step::applies(std::optional<int64_t> Value) const {
  switch (When) {
  case Test::None:
    return true;
  case Test::Mask:
    return Value && (*Value & WhenValue);
  case Test::NotMask:
    return !Value || !(*Value & WhenValue);
  case Test::Equal:
    return Value && *Value == WhenValue;
  case Test::NotEqual:
    return !Value || *Value != WhenValue;
  }
  return true;
}

Expected<ModelName> parseModelName(StringRef Text) {
  Words In(Text);
  ModelName N;
  N.Name = In.take().str();
  // `struct net_device.tx_global_lock` has a blank in the name itself.
  if (N.Name == "struct" || N.Name == "union")
    N.Name += " " + In.take().str();
  if (N.Name.empty() || N.Name.back() == ' ')
    return In.error("the name is missing");
  while (!In.done()) {
    StringRef Word = In.take();
    if (Word == "after" || Word == "before") {
      VersionTuple &Version = Word == "after" ? N.Exists.After : N.Exists.Before;
      if (StringRef Text = In.take(); Version.tryParse(Text) || !Version.getMinor())
        return In.error("a version is written like 6.12; found '" + Text + "'");
    } else if (Word == "with" || Word == "without") {
      StringRef Option = In.take();
      Option.consume_front("CONFIG_");
      if (Option.empty())
        return In.error("the option is missing");
      N.Exists.Options.emplace_back(Option.str(), Word == "with");
    } else if (Word == "out-of-tree") {
      N.Exists.OutOfTree = true;
    } else {
      return In.error(
          "after a name: after VERSION, before VERSION, with OPTION, without OPTION or out-of-tree; found '" + Word +
          "'");
    }
  }
  return N;
}

Expected<Expectation> parseExpectation(StringRef Text) {
  Words In(Text);
  using What = Expectation::What;
  Expectation E;
  StringRef Word = In.take();
  auto Need = StringSwitch<std::optional<What>>(Word)
                  .Case("held", What::Held)
                  .Case("bh-off", What::BhOff)
                  .Case("bh-on", What::BhOn)
                  .Case("irq-off", What::IrqOff)
                  .Case("irq-on", What::IrqOn)
                  .Case("sleep", What::MaySleep)
                  .Case("not-hardirq", What::NotHardirq)
                  .Case("not-softirq", What::NotSoftirq)
                  .Default(std::nullopt);
  if (!Need)
    return In.error("unknown expectation '" + Word + "'");
  E.Need = *Need;
  if (E.Need == What::Held) {
    auto Lock = parseLock(In);
    if (!Lock)
      return Lock.takeError();
    E.Lock = std::move(*Lock);
  }
  if (!In.done())
    return In.error("unexpected '" + In.peek() + "'");
  return E;
}

} // namespace lockctx
