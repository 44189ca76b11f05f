//===- UnitCheck.h - The findings of one TU, for the shells ----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What every shell does with the facts of the TU that its host has parsed: make a program of it, completed by a
/// store if one is given, run the rules, and show what is to be changed in this TU.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_UNITCHECK_H
#define LOCKCTX_ENGINE_UNITCHECK_H

#include "Engine/LinkedProgram.h"
#include "Fix/SourceText.h"

namespace lockctx {

/// What a user may set in any shell; the names are those of the command line's options.
struct UnitOptions {
  std::string Store;      ///< Completes the program; empty: the TU is all there is.
  std::string Confidence; ///< Of the least certain findings that are shown: high, medium (if empty) or low.
  std::vector<std::string> Annotations, Profiles, Rules;
};

/// A finding and its site that is shown: where something is to be changed in this TU.
struct UnitFinding {
  Finding F;
  size_t Site;                 ///< Index into F.UnsafeSites.
  std::vector<TextEdit> Edits; ///< What mends it in that site's file, as a patch would; may be empty.
};

class UnitCheck {
public:
  /// The models of \p Before are used again if none but the installed ones are asked for.
  static llvm::Expected<std::unique_ptr<UnitCheck>> create(UnitOptions O, const UnitCheck *Before = nullptr);

  const Models &models() const { return *M; }
  /// The facts that the store has of \p Main.
  std::optional<FactsFile> stored(llvm::StringRef Main) const;
  /// Findings with a site to change in a file of \p Unit, each at its first such site; one in the main file comes
  /// before one in a header.
  /// \p Read gives the text that the places in \p Unit are of.
  llvm::Expected<std::vector<UnitFinding>> run(FactsFile Unit, const SourceReader &Read = readFromDisk) const;

private:
  UnitCheck(UnitOptions O, Confidence Least, std::shared_ptr<const Models> M, std::optional<Store> Around)
      : O(std::move(O)), Least(Least), M(std::move(M)), Around(std::move(Around)) {}

  UnitOptions O;
  Confidence Least;
  std::shared_ptr<const Models> M;
  std::optional<Store> Around;
};

} // namespace lockctx

#endif
