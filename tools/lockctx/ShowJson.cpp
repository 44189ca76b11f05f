//===- ShowJson.cpp - JSON ------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/JsonStream.h"
#include "ShowData.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {
namespace {

constexpr int kShowVersion = 1;

void place(JsonStream &J, const ShownPlace &At) {
  J.text("file", At.File);
  J.attribute("line", At.Line);
  J.attribute("column", At.Column);
}

void texts(JsonStream &J, StringRef Key, ArrayRef<std::string> Values) {
  J.attributeArray(Key, [&] {
    for (const std::string &V : Values)
      J.text(V);
  });
}

void state(JsonStream &J, const ShownState &S) {
  J.text("state", S.State);
  J.text("certainty", name(S.Sure));
}

void site(JsonStream &J, const ShownSite &S) {
  place(J, S.At);
  J.text("function", S.Function);
  J.text("code", S.Code);
  J.attribute("read", S.Read);
  J.attribute("try", S.Try);
  J.attribute("enables", S.Enables);
  J.attribute("known", S.Known);
  J.attributeArray("states", [&] {
    for (const ShownState &X : S.States)
      J.object([&] { state(J, X); });
  });
}

void calls(JsonStream &J, StringRef Key, ArrayRef<ShownCall> Calls) {
  J.attributeArray(Key, [&] {
    for (const ShownCall &C : Calls)
      J.object([&] {
        place(J, C.At);
        J.text("caller", C.Caller);
        J.text("callee", C.Callee);
        J.text("state", C.State);
      });
  });
}

void context(JsonStream &J, const ShownContext &C) {
  state(J, C.In);
  texts(J, "arguments", C.Arguments);
  J.attributeObject("entry", [&] {
    place(J, C.EntryAt);
    J.text("function", C.Entry);
    J.text("context", C.Context);
    J.text("how", C.How);
    J.text("source", C.Source);
  });
  calls(J, "calls", C.Calls);
}

/// {"version", KEY: [...]}, one object of the list for each element.
template <typename T, typename Fn> void list(ArrayRef<T> All, StringRef Key, raw_ostream &OS, Fn Write) {
  JsonStream J(OS);
  J.object([&] {
    J.attribute("version", kShowVersion);
    J.attributeArray(Key, [&] {
      for (const T &X : All)
        J.object([&] { Write(J, X); });
    });
  });
  OS << "\n";
}

} // namespace

void writeJson(ArrayRef<ShownClass> Classes, raw_ostream &OS) {
  list(Classes, "locks", OS, [](JsonStream &J, const ShownClass &C) {
    J.text("lockClass", C.Name);
    J.text("lockClassFile", C.File);
    J.text("usage", C.Usage);
    J.attributeArray("sites", [&] {
      for (const ShownSite &S : C.Sites)
        J.object([&] { site(J, S); });
    });
    texts(J, "takenInside", C.TakenInside);
  });
}

void writeJson(ArrayRef<ShownFunction> Functions, bool Contexts, raw_ostream &OS) {
  list(Functions, "functions", OS, [&](JsonStream &J, const ShownFunction &F) {
    J.text("function", F.Name);
    place(J, F.At);
    if (Contexts) {
      J.attributeArray("contexts", [&] {
        for (const ShownContext &C : F.Contexts)
          J.object([&] { context(J, C); });
      });
      return;
    }
    calls(J, "callers", F.Callers);
    calls(J, "callees", F.Callees);
    J.attributeArray("unresolved", [&] {
      for (const auto &U : F.Unresolved)
        J.object([&] {
          place(J, U.At);
          J.text("target", U.Target);
          J.attribute("modelled", U.Modelled);
        });
    });
  });
}

static void gaps(JsonStream &J, StringRef Key, ArrayRef<ShownGap> Gaps) {
  J.attributeArray(Key, [&] {
    for (const ShownGap &G : Gaps)
      J.object([&] {
        J.text("cause", G.Cause);
        J.attributeArray("places", [&] {
          for (const ShownGap::Item &I : G.Items)
            J.object([&] {
              place(J, I.At);
              J.text("function", I.Function);
            });
        });
      });
  });
}

void writeJson(const ShownCoverage &C, raw_ostream &OS) {
  JsonStream J(OS);
  J.object([&] {
    J.attribute("version", kShowVersion);
    J.attribute("functions", C.Seen.Functions);
    J.attribute("knownContext", C.Seen.KnownContext);
    J.attribute("reachable", C.Seen.Reachable);
    J.attribute("reachableKnown", C.Seen.ReachableKnown);
    J.attribute("indirectCalls", C.Seen.IndirectCalls);
    J.attribute("resolvedIndirect", C.Seen.ResolvedIndirect);
    gaps(J, "unknownContexts", C.Functions);
    gaps(J, "unresolvedPointers", C.Pointers);
  });
  OS << "\n";
}

void writeJson(ArrayRef<ShownSuggestion> Suggestions, raw_ostream &OS) {
  list(Suggestions, "annotations", OS, [](JsonStream &J, const ShownSuggestion &S) {
    J.text("function", S.Function);
    place(J, S.At);
    J.text("suggestion", S.Line);
  });
}

} // namespace lockctx
