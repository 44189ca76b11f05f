//===- Edits.cpp ----------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fix/Edits.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace lockctx {

std::string EditedFiles::File::line(unsigned I) const {
  std::string Text = Lines[I];
  auto It = Edits.find(I);
  if (It != Edits.end())
    for (const TextEdit &E : reverse(It->second))
      Text.replace(E.At.Column - 1, E.Old.size(), E.New);
  return Text;
}

Error EditedFiles::add(ArrayRef<TextEdit> Edits) {
  auto Before = Files;
  auto Fail = [&](const TextEdit &E, const Twine &Why) {
    Error Result = failure(E.At.File + ":" + Twine(E.At.Line) + ": " + Why);
    Files = std::move(Before);
    return Result;
  };
  for (const TextEdit &E : Edits) {
    auto [It, New] = Files.try_emplace(E.At.File);
    File &F = It->second;
    if (New) {
      std::unique_ptr<MemoryBuffer> Buffer = Read(E.At.File);
      if (!Buffer)
        return Fail(E, "the file cannot be read");
      for (StringRef Rest = Buffer->getBuffer(); !Rest.empty();) {
        size_t End = Rest.find('\n');
        F.Lines.push_back(Rest.take_front(End == StringRef::npos ? Rest.size() : End + 1).str());
        Rest = Rest.drop_front(F.Lines.back().size());
      }
    }
    if (!E.At.Line || E.At.Line > F.Lines.size() || !E.At.Column ||
        !StringRef(F.Lines[E.At.Line - 1])
             .drop_front(std::min<size_t>(E.At.Column - 1, F.Lines[E.At.Line - 1].size()))
             .starts_with(E.Old))
      return Fail(E, "the file has changed since it was analysed");
    std::vector<TextEdit> &Here = F.Edits[E.At.Line - 1];
    if (is_contained(Here, E))
      continue;
    for (const TextEdit &O : Here)
      if (E.At.Column < O.At.Column + std::max<size_t>(O.Old.size(), 1) &&
          O.At.Column < E.At.Column + std::max<size_t>(E.Old.size(), 1))
        return Fail(E, "two changes meet here");
    Here.insert(upper_bound(Here, E), E);
  }
  return Error::success();
}

std::map<std::string, std::string> EditedFiles::contents() const {
  std::map<std::string, std::string> Result;
  for (const auto &[Path, F] : Files) {
    std::string &Text = Result[Path];
    for (unsigned I = 0; I < F.Lines.size(); ++I)
      Text += F.line(I);
  }
  return Result;
}

/// Lines with their ends.
static SmallVector<StringRef, 2> split(StringRef Text) {
  SmallVector<StringRef, 2> Lines;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    Lines.push_back(Text.take_front(End == StringRef::npos ? Text.size() : End + 1));
    Text = Text.drop_front(Lines.back().size());
  }
  return Lines;
}

static void put(std::string &Out, char Mark, StringRef Line) {
  Out += Mark;
  Out += Line;
  if (!Line.ends_with("\n"))
    Out += "\n\\ No newline at end of file\n";
}

/// The unified diff of a file of which each line \p Old[i] becomes \p New[i]. Lines that stay within those that change
/// are no difference: an inserted line is only that.
static std::string hunks(ArrayRef<std::string> Old, ArrayRef<std::string> New) {
  constexpr unsigned kContext = 3;
  std::string Out;
  unsigned OldLine = 1, NewLine = 1; // of Old[I]
  for (unsigned I = 0; I < Old.size();) {
    if (Old[I] == New[I]) {
      OldLine += split(Old[I]).size();
      NewLine += split(New[I]).size();
      ++I;
      continue;
    }
    unsigned First = I < kContext ? 0 : I - kContext, End = I + 1; // of the hunk, as far as is known
    for (unsigned J = I; J < Old.size() && J <= End + 2 * kContext; ++J)
      if (Old[J] != New[J])
        End = J + 1;
    unsigned Last = std::min<unsigned>(End + kContext, Old.size());
    unsigned OldCount = 0, NewCount = 0;
    std::string Body;
    auto Keep = [&](StringRef Line) {
      put(Body, ' ', Line);
      ++OldCount;
      ++NewCount;
    };
    // Runs of lines that change: all that goes, then all that comes.
    std::string Gone, Come;
    auto Flush = [&] {
      Body += Gone + Come;
      Gone.clear();
      Come.clear();
    };
    unsigned OldFirst = OldLine, NewFirst = NewLine;
    for (unsigned J = First; J < I; ++J) {
      OldFirst -= split(Old[J]).size();
      NewFirst -= split(New[J]).size();
    }
    for (unsigned J = First; J < Last; ++J) {
      SmallVector<StringRef, 2> A = split(Old[J]), B = split(New[J]);
      size_t Same = 0;
      while (Same < A.size() && Same < B.size() && A[A.size() - 1 - Same] == B[B.size() - 1 - Same])
        ++Same;
      for (StringRef L : ArrayRef(A).drop_back(Same)) {
        put(Gone, '-', L);
        ++OldCount;
      }
      for (StringRef L : ArrayRef(B).drop_back(Same)) {
        put(Come, '+', L);
        ++NewCount;
      }
      if (Same)
        Flush();
      for (StringRef L : ArrayRef(A).take_back(Same))
        Keep(L);
    }
    Flush();
    auto Range = [](unsigned Line, unsigned Count) { return utostr(Line) + (Count == 1 ? "" : "," + utostr(Count)); };
    Out += "@@ -" + Range(OldFirst, OldCount) + " +" + Range(NewFirst, NewCount) + " @@\n" + Body;
    for (unsigned J = I; J < Last; ++J) {
      OldLine += split(Old[J]).size();
      NewLine += split(New[J]).size();
    }
    I = Last;
  }
  return Out;
}

Expected<std::string> EditedFiles::addAsDiff(ArrayRef<TextEdit> Edits, StringRef Root) {
  EditedFiles Before = *this;
  if (Error E = add(Edits))
    return std::move(E);
  std::string Diff;
  for (const auto &[Path, F] : Files) {
    auto Known = Before.Files.find(Path);
    std::vector<std::string> Old, New;
    for (unsigned I = 0; I < F.Lines.size(); ++I) {
      Old.push_back(Known == Before.Files.end() ? F.Lines[I] : Known->second.line(I));
      New.push_back(F.line(I));
    }
    std::string Hunks = hunks(Old, New);
    if (Hunks.empty())
      continue;
    StringRef Name = Path;
    if (Name.consume_front(Root))
      Name = Name.ltrim('/');
    Diff += ("--- a/" + Name + "\n+++ b/" + Name + "\n").str() + Hunks;
  }
  return Diff;
}

} // namespace lockctx
