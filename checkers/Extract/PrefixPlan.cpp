//===- PrefixPlan.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extract/PrefixPlan.h"
#include "Extract/IncludeScan.h"
#include "Extract/Prefix.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <functional>
#include <optional>

using namespace llvm;

namespace lockctx {
namespace {

/// Making a prefix costs so many times the parsing of its headers.
constexpr uint64_t kMakingCost = 2;
/// Headers that this share of a directory's TUs include are tried as a prefix, in percent: a few odd files must not
/// spoil it for the rest.
constexpr unsigned kShares[] = {100, 95, 80, 50};

/// What must be equal for two TUs to share a prefix. Directories that are searched may differ, as long as they make
/// no difference (Prefix.h).
std::string groupOf(const TranslationUnit &TU) {
  std::string Key = TU.Directory;
  for (size_t I = 0; I + 1 < TU.Arguments.size(); ++I) {
    StringRef A = TU.Arguments[I];
    if (A == "-isystem" || A == "-I")
      ++I;
    else if (!A.starts_with("-I") && !isPerUnitMacro(A))
      Key += "\n" + A.str();
  }
  return Key;
}

/// A set of headers that may become a prefix.
struct Candidate {
  BitVector Headers;
  uint64_t Weight = 0;
  std::vector<uint32_t> Members; ///< Of the directory that it was found in.
};

/// Plans for TUs of one group.
class Group {
public:
  Group(ArrayRef<TranslationUnit> Units, std::vector<uint32_t> Which, IncludeScan &Scan)
      : Units(Units), Which(std::move(Which)), Scan(Scan) {}
  void plan(std::vector<PlannedPrefix> &Out);

private:
  void findCandidates();
  void addCandidates(ArrayRef<uint32_t> Members);
  std::string headerText(const BitVector &Headers, const TranslationUnit &Like);

  ArrayRef<TranslationUnit> Units;
  std::vector<uint32_t> Which; ///< Below, TUs are numbers in this list.
  IncludeScan &Scan;
  std::vector<std::vector<uint32_t>> Lists;
  std::vector<BitVector> Sets; ///< The same.
  std::vector<Candidate> Candidates;
};

} // namespace

void Group::addCandidates(ArrayRef<uint32_t> Members) {
  std::vector<uint32_t> Counts(Scan.files());
  for (uint32_t T : Members)
    for (uint32_t H : Lists[T])
      ++Counts[H];
  std::optional<size_t> Previous;
  for (unsigned Share : kShares) {
    Candidate C;
    C.Headers.resize(Scan.files());
    for (uint32_t H = 0; H < Counts.size(); ++H)
      if (Counts[H] > 0 && Counts[H] * 100ull >= Members.size() * Share) {
        C.Headers.set(H);
        C.Weight += Scan.size(H);
      }
    size_t Count = C.Headers.count();
    if (Previous == Count)
      continue;
    Previous = Count;
    for (uint32_t T : Members)
      if (!C.Headers.test(Sets[T]))
        C.Members.push_back(T);
    if (C.Members.size() > kMakingCost)
      Candidates.push_back(std::move(C));
  }
}

void Group::findCandidates() {
  for (uint32_t U : Which)
    Lists.push_back(Scan.headers(Units[U]));
  std::map<std::string, std::vector<uint32_t>> ByDirectory;
  for (uint32_t T = 0; T < Which.size(); ++T) {
    Sets.emplace_back(Scan.files());
    for (uint32_t H : Lists[T])
      Sets[T].set(H);
    for (StringRef D = sys::path::parent_path(Units[Which[T]].File); !D.empty(); D = sys::path::parent_path(D))
      ByDirectory[D.str()].push_back(T);
  }
  // A directory with the same TUs as the one above has nothing new.
  std::vector<uint32_t> Above;
  for (const auto &[Directory, Members] : ByDirectory)
    if (Members != Above)
      addCandidates(Above = Members);
}

/// Includes of \p Headers in the order in which \p Like includes them.
std::string Group::headerText(const BitVector &Headers, const TranslationUnit &Like) {
  std::string Text;
  for (StringRef A : Like.Arguments)
    if (isPerUnitMacro(A)) {
      auto [Name, Value] = A.drop_front(2).split('=');
      Text += ("#define " + Name + " " + (A.contains('=') ? Value : "1") + "\n").str();
    }
  uint32_t Search = Scan.search(Like);
  BitVector Seen(Scan.files());
  // Depth first, as the preprocessor does: the topmost headers of the set are spelled out, what they include is not.
  std::function<void(uint32_t, bool)> Walk = [&](uint32_t File, bool Covered) {
    for (const IncludeScan::Include &I : Scan.includes(Search, File)) {
      if (Seen[I.File])
        continue;
      Seen.set(I.File);
      bool Spell = !Covered && Headers[I.File];
      if (Spell)
        Text += "#include " + I.Spelling + "\n";
      Walk(I.File, Covered || Spell);
    }
  };
  if (int Main = Scan.file(Like.File); Main >= 0)
    Walk(Main, false);
  return Text;
}

void Group::plan(std::vector<PlannedPrefix> &Out) {
  findCandidates();
  std::vector<uint64_t> Covered(Which.size()); ///< Weight of the heaviest prefix that a TU has so far.
  std::vector<int> Chosen(Which.size(), -1);
  std::vector<const Candidate *> Prefixes;
  auto Gain = [&](const Candidate &C) {
    int64_t Sum = -int64_t(kMakingCost * C.Weight);
    for (uint32_t T : C.Members)
      if (C.Weight > Covered[T])
        Sum += C.Weight - Covered[T];
    return Sum;
  };
  // Gains only fall as prefixes are chosen: a candidate that is best with its old gain is looked at again.
  std::vector<std::pair<int64_t, const Candidate *>> Heap;
  for (const Candidate &C : Candidates)
    Heap.push_back({Gain(C), &C});
  std::make_heap(Heap.begin(), Heap.end());
  while (!Heap.empty() && Heap.front().first > 0) {
    std::pop_heap(Heap.begin(), Heap.end());
    auto [Old, C] = Heap.back();
    Heap.pop_back();
    if (int64_t Now = Gain(*C); Now < Old) {
      Heap.push_back({Now, C});
      std::push_heap(Heap.begin(), Heap.end());
      continue;
    }
    for (uint32_t T = 0; T < Which.size(); ++T)
      if (C->Weight > Covered[T] && !C->Headers.test(Sets[T])) {
        Covered[T] = C->Weight;
        Chosen[T] = Prefixes.size();
      }
    Prefixes.push_back(C);
  }
  // Units may all have gone over to later prefixes.
  std::vector<PlannedPrefix> Planned(Prefixes.size());
  for (uint32_t T = 0; T < Which.size(); ++T)
    if (Chosen[T] >= 0)
      Planned[Chosen[T]].Members.push_back(Which[T]);
  for (size_t I = 0; I < Planned.size(); ++I)
    if (!Planned[I].Members.empty()) {
      Planned[I].Like = Planned[I].Members.front();
      Planned[I].Header = headerText(Prefixes[I]->Headers, Units[Planned[I].Like]);
      Out.push_back(std::move(Planned[I]));
    }
}

std::vector<PlannedPrefix> planPrefixes(ArrayRef<TranslationUnit> Units, ArrayRef<uint32_t> Which) {
  std::map<std::string, std::vector<uint32_t>> Groups;
  for (uint32_t U : Which)
    Groups[groupOf(Units[U])].push_back(U);
  IncludeScan Scan;
  std::vector<PlannedPrefix> Result;
  for (auto &[Key, Members] : Groups)
    if (Members.size() > kMakingCost)
      Group(Units, std::move(Members), Scan).plan(Result);
  return Result;
}

} // namespace lockctx
