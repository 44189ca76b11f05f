//===- PathFilter.cpp - The files a user's paths mean ---------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/PathFilter.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace lockctx;

std::string lockctx::absolutePath(StringRef Path, StringRef Base) {
  SmallString<256> Full;
  if (!sys::path::is_absolute(Path))
    Full = Base;
  sys::path::append(Full, Path);
  sys::fs::make_absolute(Full);
  sys::path::remove_dots(Full, /*remove_dot_dot=*/true);
  while (Full.size() > 1 && Full.ends_with("/"))
    Full.pop_back();
  return Full.str().str();
}

bool lockctx::isBelow(StringRef File, StringRef Ancestor) {
  return File.consume_front(Ancestor) && (File.empty() || File.starts_with("/") || Ancestor.ends_with("/"));
}

std::vector<std::string> lockctx::candidates(StringRef Path, ArrayRef<std::string> Bases) {
  std::vector<std::string> Found;
  auto Try = [&](StringRef Base) {
    std::string Full = absolutePath(Path, Base);
    if (sys::fs::exists(Full) && !is_contained(Found, Full))
      Found.push_back(Full);
  };
  Try("");
  if (sys::path::is_absolute(Path) || Path == "." || Path == ".." || Path.starts_with("./") || Path.starts_with("../"))
    return Found;
  for (const std::string &Base : Bases)
    Try(Base);
  return Found;
}

std::string PathFilter::realFile(StringRef File) {
  StringRef Directory = sys::path::parent_path(File);
  auto [It, IsNew] = RealDirectories.try_emplace(Directory);
  if (IsNew) {
    SmallString<256> Real;
    It->second = sys::fs::real_path(Directory, Real) ? Directory.str() : Real.str().str();
  }
  return It->second + "/" + sys::path::filename(File).str();
}

std::vector<size_t> PathFilter::select(StringRef Path, ArrayRef<TranslationUnit> Units) {
  std::vector<std::string> Candidates = candidates(Path, Bases);
  std::vector<size_t> Chosen;
  for (const std::string &C : Candidates) {
    for (size_t I = 0; I < Units.size(); ++I)
      if (isBelow(Units[I].File, C))
        Chosen.push_back(I);
    if (!Chosen.empty())
      return Chosen;
  }
  for (const std::string &C : Candidates) {
    SmallString<256> Real;
    if (sys::fs::real_path(C, Real))
      continue;
    for (size_t I = 0; I < Units.size(); ++I)
      if (isBelow(realFile(Units[I].File), Real))
        Chosen.push_back(I);
    if (!Chosen.empty())
      return Chosen;
  }
  return Chosen;
}

std::vector<std::string> PathFilter::apply(ArrayRef<std::string> Paths, std::vector<TranslationUnit> &Units) {
  if (Paths.empty())
    return {};
  std::vector<std::string> Unmatched;
  std::vector<bool> Keep(Units.size());
  for (const std::string &Path : Paths) {
    std::vector<size_t> Chosen = select(Path, Units);
    for (size_t I : Chosen)
      Keep[I] = true;
    if (Chosen.empty())
      Unmatched.push_back(Path);
  }
  size_t Kept = 0;
  for (size_t I = 0; I < Units.size(); ++I)
    if (Keep[I]) {
      if (I != Kept)
        Units[Kept] = std::move(Units[I]);
      ++Kept;
    }
  Units.resize(Kept);
  return Unmatched;
}
