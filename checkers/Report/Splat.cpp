//===- Splat.cpp ----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/Splat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"
#include <optional>

using namespace llvm;

namespace lockctx {

std::vector<std::string> SplatLock::words() const {
  StringRef Text(Name);
  // "&(&x->lock)->rlock": what a spinlock was made of before 5.x.
  if (Text.consume_back("->rlock") || Text.consume_back("->raw_lock")) {
    Text.consume_front("&");
    Text.consume_front("(");
    Text.consume_back(")");
  }
  // "/1" is a subclass, "#2" tells equal names apart.
  Text = Text.take_until([](char C) { return C == '/' || C == '#'; });
  std::vector<std::string> Words;
  std::string Word;
  for (char C : Text)
    if (isAlnum(C) || C == '_')
      Word += C;
    else if (C == '.' || C == '>') {
      if (!Word.empty())
        Words.push_back(std::move(Word));
      Word.clear();
    } else if (C != '-' && C != '&' && C != '(' && C != ')' && C != '*' && C != '[' && C != ']')
      Word += C; // "slock-AF_INET" is one name, and so is what is not C at all
  if (!Word.empty())
    Words.push_back(std::move(Word));
  return Words;
}

namespace {

/// The line without what mail, syslog, the console and printk put before it.
StringRef stripped(StringRef Line) {
  static const Regex Prefixes[] = {
      Regex("^([> \t|]|#012)+"),                    // quotes, indentation, rsyslog's newlines
      Regex("^.{0,70}kernel: ?"),                   // syslog of all kinds
      Regex("^(kern|user|daemon) *: *[a-z]+ *: *"), // dmesg -x
      Regex("^<[0-9]+>"),                           // printk's level
      Regex("^[0-9]+,[0-9]+,[0-9]+,[^;]*;"),        // /dev/kmsg
      Regex("^\\[ *[0-9]+\\.[0-9]+\\]"),            // its time
      Regex("^\\[ *[TC][0-9]+\\]"),                 // its caller
      Regex("^\\[[A-Z][a-z][a-z] +[A-Z][a-z][a-z] +[0-9]+ [0-9:]+ +[0-9]+\\]"), // dmesg -T
  };
  for (bool Any = true; Any;) {
    Any = false;
    for (const Regex &P : Prefixes) {
      SmallVector<StringRef, 2> M;
      if (!Line.empty() && P.match(Line, &M) && !M[0].empty()) {
        Line = Line.drop_front(M[0].size());
        Any = true;
      }
    }
  }
  return Line.rtrim();
}

/// "foo.isra.0" is foo.
StringRef baseName(StringRef Function) {
  return Function.take_until([](char C) { return C == '.'; });
}

std::optional<std::string> functionIn(StringRef Text) {
  static const Regex WithOffset("([A-Za-z_][A-Za-z0-9_.]*)\\+0x[0-9a-f]+(/0x[0-9a-f]+)?"),
      Decoded("^([A-Za-z_][A-Za-z0-9_.]*) (\\([^ ()]+:[0-9?]+|[^ ]+:[0-9]+ \\[inline\\])");
  SmallVector<StringRef, 3> M;
  if (WithOffset.match(Text, &M) || Decoded.match(Text, &M))
    return baseName(M[1]).str();
  return std::nullopt;
}

/// "ffff (&lock){+.-.}-{2:2}, at: foo+0x1/0x2".
std::optional<SplatLock> lockIn(StringRef Text) {
  static const Regex Lock("\\((.*)\\)\\{([-+.?]+)\\}");
  SmallVector<StringRef, 3> M;
  if (!Lock.match(Text, &M))
    return std::nullopt;
  SplatLock L;
  L.Name = M[1].str();
  L.Usage = "{" + M[2].str() + "}";
  // What is put into a commit message or a bug tracker is often shortened: "at foo+0x1".
  StringRef At = Text.split(", at:").second;
  if (At.empty())
    At = Text.split("} at ").second;
  if (!At.empty()) {
    StringRef Place = At.trim();
    if (auto F = functionIn(Place))
      L.Function = *F;
    else if (Place.consume_front("[<"))
      L.Function = baseName(Place.split("] ").second.take_until([](char C) { return C == '+'; })).str();
    else // older and decoded forms name the function alone
      L.Function = baseName(Place.take_until([](char C) { return C == ' ' || C == '+'; })).str();
  }
  return L;
}

class Reader {
public:
  std::vector<Splat> run(StringRef Text);

private:
  bool begins(StringRef Line);
  void line(StringRef Line);
  void startTrace(StringRef Title) { S->Traces.push_back({Title.str(), {}}); }

  std::vector<Splat> All;
  Splat *S = nullptr;
  SplatLock *Next = nullptr; ///< What the next lock that is named is.
  SplatLock *Last = nullptr; ///< What the last one was.
  bool Inlined = false;
};

} // namespace

bool Reader::begins(StringRef Line) {
  static const std::pair<const char *, SplatKind> Headlines[] = {
      {"inconsistent lock state", SplatKind::InconsistentState},
      {"-unsafe lock order detected", SplatKind::UnsafeOrder},
      {"possible irq lock inversion dependency detected", SplatKind::Inversion},
      {"possible circular locking dependency detected", SplatKind::Circular},
      {"possible recursive locking detected", SplatKind::Recursive},
      {"BUG: sleeping function called from invalid context", SplatKind::Sleeping},
      {"Invalid wait context", SplatKind::WaitContext},
  };
  if (!Line.contains("WARNING: ") && !Line.contains("BUG: ") && !Line.contains("INFO: "))
    return false;
  for (const auto &[Words, Kind] : Headlines)
    if (Line.contains(Words)) {
      All.emplace_back();
      S = &All.back();
      S->Kind = Kind;
      S->Headline = Line.trim("[ ]").str();
      S->Hardirq = Line.contains("HARDIRQ");
      Next = Last = nullptr;
      if (Kind == SplatKind::Sleeping)
        startTrace("where it sleeps");
      return true;
    }
  return false;
}

void Reader::line(StringRef Line) {
  auto Has = [&](StringRef Words) { return Line.contains(Words); };
  if (Has("is trying to acquire") || Has("is trying to lock:") || Has(" takes:"))
    Next = &S->Taken;
  else if (Has("already holding"))
    Next = &S->Held;
  else if (Has("just changed the state of lock"))
    Next = &S->Taken;
  else if (Has("-irq-safe lock:") || Has("-safe lock in the past"))
    Next = &S->Safe;
  else if (Has("-irq-unsafe lock:") || Has("-unsafe lock in the past"))
    Next = &S->Unsafe;
  S->Hardirq |= Has("HARDIRQ-") && !Has("registered") && (Has("-irq-") || Has("inconsistent {") || Has("in the past"));
  static const Regex Bit("^(IN-|INITIAL|(HARD|SOFT)IRQ-).* at:$");
  if (Has("state was registered at") || Bit.match(Line) || (Has("became ") && Has("safe at")))
    startTrace(Line.trim(". :"));
  else if (Has("stack backtrace") || Has("Call Trace"))
    if (S->Traces.empty() || !S->Traces.back().Functions.empty() || S->Kind != SplatKind::Sleeping)
      startTrace("where it was found");
  if (Has("} -> {") || Has("the existing dependency chain"))
    return;
  // "(A){+.-.} -> (B){+.+.}": a new dependency.
  if (size_t Arrow = Line.find(" -> ("); Arrow != StringRef::npos) {
    auto A = lockIn(Line.take_front(Arrow)), B = lockIn(Line.drop_front(Arrow));
    if (A && B) {
      if (!S->Held.known())
        S->Held = *A;
      if (!S->Taken.known())
        S->Taken = *B;
      return;
    }
  }
  if (auto L = lockIn(Line)) {
    // Decoded, there is a line for each function that was inlined; the last one is the outermost.
    if (Last && Last->Name == L->Name && Inlined && Line.contains(", at:")) {
      Last->Function = L->Function;
      Inlined = Line.ends_with("[inline]");
      return;
    }
    Inlined = Line.ends_with("[inline]");
    if (Line.starts_with("-> #"))
      startTrace(Line.trim(": "));
    if (Next && !Next->known()) {
      *Next = *L;
      Last = Next;
    } else {
      S->Others.push_back(*L);
      Last = nullptr;
    }
    Next = nullptr;
    return;
  }
  if (S->Traces.empty() || Line.contains("RIP:") || Line.starts_with("? ") || Line.contains("] ? "))
    return;
  if (auto F = functionIn(Line))
    S->Traces.back().Functions.push_back(*F);
}

std::vector<Splat> Reader::run(StringRef Text) {
  unsigned Number = 0;
  while (!Text.empty()) {
    auto [Raw, Rest] = Text.split('\n');
    Text = Rest;
    ++Number;
    StringRef Line = stripped(Raw);
    if (begins(Line))
      S->Line = Number;
    else if (S)
      line(Line);
    if (S && Line.contains("---[ end trace"))
      S = nullptr;
  }
  return std::move(All);
}

std::vector<Splat> readSplats(StringRef Text) { return Reader().run(Text); }

} // namespace lockctx
