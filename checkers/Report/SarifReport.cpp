//===- SarifReport.cpp - SARIF 2.1.0 for code scanning --------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// docs/architecture.md, "Command line", says what a result carries: scripts depend on it. Beyond that, the file keeps
/// to what GitHub's code scanning takes: it drops files that exceed its limits, shows only those related locations
/// that the message links to, and tells results apart by `primaryLocationLineHash`.
///
//===----------------------------------------------------------------------===//

#include "Report/JsonStream.h"
#include "Report/ReportFormats.h"
#include "Report/SourceNames.h"
#include "Support/Version.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace lockctx;

namespace {

// GitHub's limits: per run, per result and per flow.
constexpr size_t kResults = 25000, kLocations = 1000, kSteps = 1000;
/// Links to other sites in a message.
constexpr size_t kLinks = 5;
/// Where the curious are sent: a tool's page is expected, and this states what the rules are made of.
constexpr char kRulesOfTheKernel[] = "https://docs.kernel.org/locking/lockdep-design.html";

class Writer {
public:
  Writer(const Report &R, const ReportOptions &Options, raw_ostream &OS)
      : R(R), Names(R.SourceRoot), Lines(Options.ReadSources), J(OS) {}
  void write();

private:
  void text(StringRef Key, StringRef Value) { J.text(Key, Value); }
  /// A message for people: what shows it may not know how to spell a control character.
  void message(StringRef Key, StringRef Text) {
    J.attributeObject(Key, [&] { text("text", printable(Names.text(Text))); });
  }
  void tool();
  void descriptor(StringRef Id, StringRef Sentence, StringRef More);
  void rule(StringRef Id, StringRef Description);
  void invocation();
  void notification(StringRef Id, StringRef Level, StringRef Text);
  void result(const Finding &F);
  std::string resultText(const Finding &F) const;
  void links(std::string &Text, StringRef Intro, const std::vector<FindingSite> &Sites, size_t From,
             size_t FirstId) const;
  void properties(const Finding &F);
  void flow(const WitnessChain &C);
  void fixes(const Patch &P);
  void replacement(const TextEdit &E);
  void artifact(StringRef File);
  void location(const SourceLocation &Loc, StringRef Function, StringRef Code);
  void region(const SourceLocation &Loc, StringRef Code);
  void siteList(StringRef Key, const std::vector<FindingSite> &Sites, bool Fingerprints = false);

  const Report &R;
  SourceNames Names;
  SourceLines Lines;
  JsonStream J;
  StringMap<unsigned> RuleIndex;
};

size_t codePoints(StringRef Text) {
  return count_if(Text, [](char C) { return (static_cast<unsigned char>(C) & 0xC0) != 0x80; });
}

} // namespace

/// What GitHub asks of a rule, and of a notification too.
void Writer::descriptor(StringRef Id, StringRef Sentence, StringRef More) {
  text("id", Id);
  message("shortDescription", Sentence);
  message("fullDescription", Sentence);
  message("help", (Sentence + " " + More).str());
}

void Writer::rule(StringRef Id, StringRef Description) {
  if (!RuleIndex.try_emplace(Id, RuleIndex.size()).second)
    return;
  std::string Sentence = (Description.empty() ? Id : Description).str();
  if (!StringRef(Sentence).ends_with("."))
    Sentence += '.';
  std::string Name; // by custom an identifier: SleepInAtomic
  for (StringRef Word : split(Id, '-'))
    Name += toUpper(Word.front()) + Word.drop_front().str();
  J.object([&] {
    text("name", Name);
    descriptor(Id, Sentence, ("See docs/rules/" + Id + ".md of lockctx.").str());
    J.attributeObject("defaultConfiguration", [&] { J.attribute("level", "warning"); });
    J.attributeObject("properties", [&] {
      J.attributeArray("tags", [&] {
        for (StringRef Tag : {"correctness", "concurrency", "linux-kernel"})
          J.value(Tag);
      });
    });
  });
}

void Writer::tool() {
  J.attributeObject("tool", [&] {
    J.attributeObject("driver", [&] {
      J.attribute("name", "lockctx");
      J.attribute("version", kVersion);
      J.attribute("semanticVersion", kVersion);
      J.attribute("informationUri", kRulesOfTheKernel);
      J.attributeArray("rules", [&] {
        for (const auto &[Id, Description] : R.Rules)
          rule(Id, Description);
        for (const Finding &F : R.Findings)
          rule(F.RuleId, "");
      });
      J.attributeArray("notifications", [&] {
        for (auto [Id, Text] : {std::pair("lost", "A translation unit could not be analysed."),
                                std::pair("partial", "A translation unit was analysed as far as it parses."),
                                std::pair("suppression", "A suppression has no effect."),
                                std::pair("truncated", "There are more results than the file may hold.")})
          J.object([&, Id = Id, Text = Text] { descriptor(Id, Text, "What is not analysed has no findings."); });
      });
    });
  });
}

void Writer::notification(StringRef Id, StringRef Level, StringRef Text) {
  J.object([&] {
    J.attributeObject("descriptor", [&] { J.attribute("id", Id); });
    J.attribute("level", Level);
    message("message", Text);
  });
}

void Writer::invocation() {
  const Coverage &C = R.Seen;
  J.attributeArray("invocations", [&] {
    J.object([&] {
      J.attribute("executionSuccessful", C.Lost == 0 || C.Whole + C.Partial != 0);
      J.attributeArray("toolExecutionNotifications", [&] {
        for (const std::string &Reason : C.LostReasons)
          notification("lost", "error", Reason);
        for (const std::string &Reason : C.PartialReasons)
          notification("partial", "warning", Reason);
        for (const std::string &Note : R.Notes)
          notification("suppression", "warning", Note);
        if (R.Findings.size() > kResults)
          notification("truncated", "warning",
                       utostr(R.Findings.size() - kResults) + " results of the lowest rank were left out.");
      });
    });
  });
}

void Writer::region(const SourceLocation &Loc, StringRef Code) {
  if (!Loc.Line)
    return;
  std::optional<std::string> Line = Lines.line(Loc);
  size_t Column = Loc.Column, End = 0;
  StringRef Snippet;
  if (Line && Column <= Line->size()) {
    size_t Skip = Column ? Column - 1 : 0;
    Snippet = StringRef(*Line).drop_front(Skip);
    // Ours count bytes, SARIF's are said to count code points.
    if (Column)
      Column = codePoints(StringRef(*Line).take_front(Skip)) + 1;
    if (Column && !Code.empty() && Snippet.starts_with(Code)) {
      Snippet = Code;
      End = Column + codePoints(Code);
    }
  }
  bool Quote = !Code.empty() && !Snippet.empty();
  J.attributeObject("region", [&] {
    J.attribute("startLine", Loc.Line);
    if (Column)
      J.attribute("startColumn", static_cast<int64_t>(Column));
    if (End)
      J.attribute("endColumn", static_cast<int64_t>(End));
    if (Quote)
      J.attributeObject("snippet", [&] { text("text", Snippet); });
  });
  if (Quote)
    J.attributeObject("contextRegion", [&] {
      J.attribute("startLine", Loc.Line);
      J.attributeObject("snippet", [&] { text("text", *Line); });
    });
}

void Writer::artifact(StringRef File) {
  J.attributeObject("artifactLocation", [&] {
    std::string Uri = Names.uri(File);
    J.attribute("uri", Uri);
    if (!StringRef(Uri).starts_with("file:") && !Names.rootUri().empty())
      J.attribute("uriBaseId", "SRCROOT");
  });
}

/// The attributes of a location object. The source is quoted where \p Code, what the site is spelled as, is given.
void Writer::location(const SourceLocation &Loc, StringRef Function, StringRef Code) {
  J.attributeObject("physicalLocation", [&] {
    artifact(Loc.File);
    region(Loc, Code);
  });
  if (!Function.empty())
    J.attributeArray("logicalLocations", [&] {
      J.object([&] {
        text("name", Function);
        J.attribute("kind", "function");
      });
    });
}

/// Markdown-like links to related locations: GitHub shows only those.
void Writer::links(std::string &Text, StringRef Intro, const std::vector<FindingSite> &Sites, size_t From,
                   size_t FirstId) const {
  if (Sites.size() <= From)
    return;
  SmallVector<std::string, 8> Links;
  for (size_t I = From; I < Sites.size() && I < From + kLinks; ++I) {
    std::string Place = Names.place(Sites[I].Loc), Escaped;
    for (char C : Place)
      (StringRef("[]\\").contains(C) ? Escaped += '\\' : Escaped) += C;
    Links.push_back("[" + Escaped + "](" + utostr(FirstId + I - From) + ")");
  }
  if (Sites.size() > From + kLinks)
    Links.push_back("and " + utostr(Sites.size() - From - kLinks) + " more");
  Text += (" " + Intro + ": " + join(Links, ", ") + ".").str();
}

std::string Writer::resultText(const Finding &F) const {
  std::string Text = plainHeadline(F).str() + (F.Message.empty() ? "" : ": " + F.Message);
  if (!StringRef(Text).ends_with("."))
    Text += '.';
  // What would read as a link, such as a call through an array of functions.
  for (size_t At = 0; (At = Text.find("](", At)) != std::string::npos;)
    Text.insert(At + 1, " ");
  links(Text, "Also to change", F.UnsafeSites, 1, 1);
  links(Text, "To leave alone", F.SafeSites, 0, F.UnsafeSites.size());
  return Text;
}

void Writer::flow(const WitnessChain &C) {
  J.object([&] {
    message("message", C.Title);
    J.attributeArray("threadFlows", [&] {
      J.object([&] {
        J.attributeArray("locations", [&] {
          int64_t Depth = 0;
          const ChainStep *Caller = nullptr;
          for (size_t I = 0, N = C.Steps.size(); I < N; ++I) {
            const ChainStep &S = C.Steps[I];
            Depth += Caller && Caller->Function != S.Function;
            Caller = &S;
            // The two ends say most.
            if (N > kSteps && I >= kSteps / 2 && I < N - kSteps / 2)
              continue;
            J.object([&] {
              J.attributeObject("location", [&] {
                location(S.Loc, S.Function, "");
                message("message", S.What.empty() ? S.Function : S.What);
              });
              J.attributeObject("state", [&] {
                message("state", S.State);
                message("held", S.Held.empty() ? "nothing" : S.Held);
              });
              J.attribute("nestingLevel", Depth);
              J.attribute("importance", I == 0 || I + 1 == N ? "essential" : "important");
            });
          }
        });
      });
    });
  });
}

void Writer::siteList(StringRef Key, const std::vector<FindingSite> &Sites, bool Fingerprints) {
  J.attributeArray(Key, [&] {
    for (const FindingSite &S : Sites)
      J.text(Fingerprints ? S.Fingerprint : Names.path(S.Loc.File) + ":" + utostr(S.Loc.Line));
  });
}

void Writer::properties(const Finding &F) {
  auto Class = [&](const std::string &Key, StringRef Class, StringRef File, StringRef Usage) {
    if (Class.empty())
      return;
    text(Key, Class);
    if (!File.empty())
      text(Key + "File", Names.path(File));
    if (!Usage.empty())
      text(Key + "Usage", Usage);
  };
  J.attributeObject("properties", [&] {
    Class("lockClass", F.LockClass, F.LockClassFile, F.LockClassUsage);
    Class("safeClass", F.SafeClass, F.SafeClassFile, F.SafeClassUsage);
    siteList("unsafeSites", F.UnsafeSites);
    siteList("safeSites", F.SafeSites);
    siteList("siteFingerprints", F.UnsafeSites, /*Fingerprints=*/true);
    J.attribute("confidence", name(F.Sure));
    J.attribute("initOnly", F.InitOnly);
    J.attribute("guesses", F.guesses());
    if (!F.Document.empty())
      text("document", Names.text(F.Document));
  });
}

/// The edits of a patch, file by file.
void Writer::fixes(const Patch &P) {
  J.attributeArray("fixes", [&] {
    J.object([&] {
      message("description", P.Subject);
      J.attributeArray("artifactChanges", [&] {
        for (size_t I = 0; I < P.Edits.size();) {
          StringRef File = P.Edits[I].At.File;
          J.object([&] {
            artifact(File);
            J.attributeArray("replacements", [&] {
              for (; I < P.Edits.size() && P.Edits[I].At.File == File; ++I)
                replacement(P.Edits[I]);
            });
          });
        }
      });
    });
  });
}

void Writer::replacement(const TextEdit &E) {
  std::optional<std::string> Line = Lines.line(E.At);
  size_t Before = E.At.Column - 1;
  int64_t Column = Line && Before <= Line->size() ? codePoints(StringRef(*Line).take_front(Before)) + 1 : E.At.Column;
  J.object([&] {
    J.attributeObject("deletedRegion", [&] {
      J.attribute("startLine", E.At.Line);
      J.attribute("startColumn", Column);
      J.attribute("endColumn", Column + int64_t(codePoints(E.Old)));
    });
    J.attributeObject("insertedContent", [&] { text("text", E.New); });
  });
}

void Writer::result(const Finding &F) {
  const FindingSite &First = F.UnsafeSites.front();
  J.object([&] {
    text("ruleId", F.RuleId);
    J.attribute("ruleIndex", RuleIndex.lookup(F.RuleId));
    J.attribute("level", name(F.Level));
    message("message", resultText(F));
    J.attributeArray("locations", [&] { J.object([&] { location(First.Loc, First.Function, First.Code); }); });
    J.attributeArray("relatedLocations", [&] {
      int64_t Id = 0;
      for (const auto *Sites : {&F.UnsafeSites, &F.SafeSites})
        for (const FindingSite &S : *Sites) {
          // NOTE(ref: links): numbered in this order; 0 is the result's own location.
          if (int64_t N = Id++; N > 0 && N < int64_t(kLocations))
            J.object([&] {
              J.attribute("id", N);
              location(S.Loc, S.Function, S.Code);
              message("message", (Sites == &F.UnsafeSites ? "To change" : "To leave alone") +
                                     (S.State.empty() ? "" : " (" + S.State + ")") + ": " + S.Code);
            });
        }
    });
    J.attributeArray("codeFlows", [&] {
      for (const WitnessChain &C : F.Chains)
        flow(C);
    });
    if (!F.Fingerprint.empty())
      J.attributeObject("partialFingerprints", [&] {
        text("lockctx/v1", F.Fingerprint);
        text("primaryLocationLineHash", F.Fingerprint);
      });
    if (R.Baseline)
      J.attribute("baselineState",
                  any_of(F.UnsafeSites, [](const FindingSite &S) { return S.Known; }) ? "updated" : "new");
    if (F.Patch >= 0)
      fixes(R.Patches[F.Patch]);
    properties(F);
  });
}

void Writer::write() {
  J.object([&] {
    J.attribute("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    J.attribute("version", "2.1.0");
    J.attributeArray("runs", [&] {
      J.object([&] {
        tool();
        invocation();
        if (std::string Root = Names.rootUri(); !Root.empty())
          J.attributeObject("originalUriBaseIds", [&] {
            J.attributeObject("SRCROOT", [&] {
              J.attribute("uri", Root);
              message("description", "The root of the source tree.");
            });
          });
        J.attribute("columnKind", "unicodeCodePoints");
        J.attributeArray("results", [&] {
          for (const Finding &F : ArrayRef(R.Findings).take_front(kResults))
            result(F);
        });
      });
    });
  });
}

Error lockctx::writeSarif(const Report &R, const ReportOptions &Options, raw_ostream &OS) {
  if (Error E = checkReport(R))
    return E;
  Writer(R, Options, OS).write();
  OS << '\n';
  return Error::success();
}
