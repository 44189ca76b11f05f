//===- Suppressions.cpp ---------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/Suppressions.h"
#include "Report/SourceNames.h"
#include "Support/Errors.h"
#include "Support/Nesting.h"
#include "Support/Parallel.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using namespace lockctx;

namespace {

constexpr StringLiteral kMark = "lockctx: ignore(";

/// An entry of the list.
struct Entry {
  std::string Rule, Class, File, Function, Fingerprint, Reason, Owner;
  std::optional<GlobPattern> FileGlob, FunctionGlob;
  bool Used = false;
};

/// A comment.
struct Comment {
  std::string Rule, Reason;
  SourceLocation At;
  unsigned First, Last; ///< Lines that it speaks of.
  bool Used = false;
};

struct List {
  std::vector<Entry> Suppressions;
};

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(Entry)

namespace llvm::yaml {
template <> struct MappingTraits<Entry> {
  static void mapping(IO &IO, Entry &E) {
    IO.mapRequired("rule", E.Rule);
    IO.mapOptional("class", E.Class);
    IO.mapOptional("file", E.File);
    IO.mapOptional("function", E.Function);
    IO.mapOptional("fingerprint", E.Fingerprint);
    IO.mapRequired("reason", E.Reason);
    IO.mapRequired("owner", E.Owner);
  }
  static std::string validate(IO &, Entry &E) {
    if (StringRef(E.Reason).trim().empty() || StringRef(E.Owner).trim().empty())
      return "a suppression needs a reason and an owner";
    if (E.Class.empty() && E.File.empty() && E.Function.empty() && E.Fingerprint.empty())
      return "a suppression needs a class, a file, a function or a fingerprint";
    return "";
  }
};
template <> struct MappingTraits<List> {
  static void mapping(IO &IO, List &L) { IO.mapRequired("suppressions", L.Suppressions); }
};
} // namespace llvm::yaml

namespace {

void collect(const SMDiagnostic &D, void *Text) {
  if (std::string &Out = *static_cast<std::string *>(Text); Out.empty())
    Out =
        (Twine(D.getFilename()) + ":" + Twine(D.getLineNo()) + ":" + Twine(D.getColumnNo() + 1) + ": " + D.getMessage())
            .str();
}

class Suppressor {
public:
  Suppressor(Report &R, const SuppressionSources &From) : R(R), From(From), Names(R.SourceRoot) {}
  Error run();

private:
  Error readList();
  void readComments(StringRef File, StringRef Text);
  void addComments(StringRef File, unsigned Number, StringRef After, unsigned Last);
  bool matches(const Entry &E, const Finding &F, const FindingSite &S) const;
  bool take(const Finding &F, const FindingSite &S);
  bool wasRun(StringRef Rule) const {
    return any_of(R.Rules, [&](const auto &Known) { return Known.first == Rule; });
  }

  Report &R;
  const SuppressionSources &From;
  SourceNames Names;
  std::vector<Entry> Entries;
  StringMap<std::vector<Comment>> Comments; ///< By file.
};

} // namespace

Error Suppressor::readList() {
  auto Buffer = MemoryBuffer::getFile(From.List, /*IsText=*/true);
  if (!Buffer)
    return failure(From.List + ": " + Buffer.getError().message());
  if (Error E = checkYamlNesting(From.List, (*Buffer)->getBuffer()))
    return E;
  std::string Message;
  yaml::Input In((*Buffer)->getMemBufferRef(), nullptr, collect, &Message);
  List L;
  In >> L;
  if (In.error())
    return failure(Message.empty() ? From.List + ": not valid YAML" : Message);
  Entries = std::move(L.Suppressions);
  auto Compile = [&](StringRef Text, std::optional<GlobPattern> &Out) -> Error {
    if (Text.empty())
      return Error::success();
    auto Glob = GlobPattern::create(Text); // refers to Text
    if (!Glob)
      return inside(From.List, Glob.takeError());
    Out = std::move(*Glob);
    return Error::success();
  };
  for (Entry &E : Entries) {
    if (!is_contained(From.Rules, E.Rule))
      return failure(From.List + ": no rule is named '" + E.Rule + "'; there are: " + join(From.Rules, ", "));
    if (Error Err = Compile(E.File, E.FileGlob))
      return Err;
    if (Error Err = Compile(E.Function, E.FunctionGlob))
      return Err;
  }
  return Error::success();
}

static bool isComment(StringRef Line) {
  Line = Line.trim();
  return Line.starts_with("//") || Line.starts_with("/*") || Line.starts_with("*");
}

/// What a comment after the mark says: "rule, rule): reason".
void Suppressor::addComments(StringRef File, unsigned Number, StringRef After, unsigned Last) {
  SourceLocation At{File.str(), Number, 0};
  auto [Ids, Rest] = After.split(')');
  StringRef Reason = Rest.split("*/").first.trim();
  if (!Reason.consume_front(":") || Reason.trim().empty()) {
    R.Notes.push_back(Names.place(At) + ": 'lockctx: ignore' without a reason has no effect; write "
                                        "lockctx: ignore(rule): why it is right");
    return;
  }
  SmallVector<StringRef, 2> Each;
  Ids.split(Each, ',');
  for (StringRef Id : Each) {
    Id = Id.trim();
    if (is_contained(From.Rules, Id))
      Comments[File].push_back({Id.str(), Reason.trim().str(), At, Number, Last});
    else
      R.Notes.push_back((Names.place(At) + ": no rule is named '" + Id + "'").str());
  }
}

/// \p File, if it can be read and has a mark.
static std::unique_ptr<MemoryBuffer> readMarked(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File);
  return Buffer && (*Buffer)->getBuffer().contains(kMark) ? std::move(*Buffer) : nullptr;
}

void Suppressor::readComments(StringRef File, StringRef Text) {
  SmallVector<StringRef, 0> Lines;
  Text.split(Lines, '\n');
  for (unsigned I = 0; I < Lines.size(); ++I) {
    size_t At = Lines[I].find(kMark);
    if (At == StringRef::npos)
      continue;
    // It speaks of its own line, or where that is all comment, of the first line of code below.
    unsigned Last = I;
    while (Last + 1 < Lines.size() && isComment(Lines[Last]))
      ++Last;
    addComments(File, I + 1, Lines[I].drop_front(At + kMark.size()), Last + 1);
  }
}

bool Suppressor::matches(const Entry &E, const Finding &F, const FindingSite &S) const {
  return E.Rule == F.RuleId && (E.Class.empty() || E.Class == F.LockClass) &&
         (!E.FileGlob || E.FileGlob->match(Names.path(S.Loc.File))) &&
         (!E.FunctionGlob || E.FunctionGlob->match(S.Function)) &&
         (E.Fingerprint.empty() || E.Fingerprint == F.Fingerprint || E.Fingerprint == S.Fingerprint);
}

/// Whether something takes \p S out.
bool Suppressor::take(const Finding &F, const FindingSite &S) {
  if (auto It = Comments.find(S.Loc.File); It != Comments.end())
    for (Comment &C : It->second)
      if (C.Rule == F.RuleId && S.Loc.Line >= C.First && S.Loc.Line <= C.Last) {
        C.Used = true;
        R.Suppressions.push_back({F.RuleId, F.LockClass, S, C.Reason, ""});
        return true;
      }
  for (Entry &E : Entries)
    if (matches(E, F, S)) {
      E.Used = true;
      R.Suppressions.push_back({F.RuleId, F.LockClass, S, E.Reason, E.Owner});
      return true;
    }
  return false;
}

Error Suppressor::run() {
  if (!From.List.empty())
    if (Error E = readList())
      return E;
  std::vector<std::unique_ptr<MemoryBuffer>> Marked(From.Files.size());
  forEachAtOnce(Marked.size(), [&](size_t I) { Marked[I] = readMarked(From.Files[I]); });
  for (const auto &[File, Text] : zip_equal(From.Files, Marked))
    if (Text)
      readComments(File, Text->getBuffer());
  for (Finding &F : R.Findings)
    erase_if(F.UnsafeSites, [&](const FindingSite &S) { return take(F, S); });
  erase_if(R.Findings, [](const Finding &F) { return F.UnsafeSites.empty(); });
  for (const std::string &File : From.Files)
    if (auto It = Comments.find(File); It != Comments.end())
      for (const Comment &C : It->second)
        if (!C.Used && wasRun(C.Rule))
          R.Notes.push_back(Names.place(C.At) + ": unused suppression of " + C.Rule + " (" + C.Reason + ")");
  for (const Entry &E : Entries)
    if (!E.Used && wasRun(E.Rule)) {
      std::string What;
      for (const std::string *Part : {&E.Class, &E.File, &E.Function, &E.Fingerprint})
        if (!Part->empty())
          What += ", " + *Part;
      R.Notes.push_back(From.List + ": unused suppression of " + E.Rule + What + " (owner: " + E.Owner + ")");
    }
  return Error::success();
}

Error lockctx::suppress(Report &R, const SuppressionSources &From) { return Suppressor(R, From).run(); }
