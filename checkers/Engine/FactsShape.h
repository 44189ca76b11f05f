//===- FactsShape.h - Facts without their places ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Most edits in an editor move code without changing what it does with locks. Two versions of a file whose facts have
/// one shape have the same findings, at places that correspond. Of two shapes, the functions correspond that make the
/// same calls.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_FACTSSHAPE_H
#define LOCKCTX_ENGINE_FACTSSHAPE_H

#include "Model/Finding.h"
#include "Summary/FactsIO.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace lockctx {

/// Facts as their shape and the places in the main file, which the shape leaves out.
struct FactsShape {
  using Place = std::pair<unsigned, unsigned>; ///< Line, column.
  struct Part {
    std::string Calls; ///< In order, by name.
    std::vector<Place> Places;
  };
  std::string Main, Shape;
  std::vector<Place> Places;
  llvm::StringMap<Part> Functions; ///< Of the main file, by name.

  explicit FactsShape(const facts::TU &TU);
};

/// Moves what is said of one version of a file to another one.
class PlaceMap {
public:
  PlaceMap(const FactsShape &From, const FactsShape &To);
  /// What stands at a place without a counterpart stays.
  void move(Finding &F) const;
  /// False if the place has no counterpart.
  bool move(SourceLocation &L) const;

private:
  void moveText(std::string &Text) const;
  void add(llvm::ArrayRef<FactsShape::Place> From, llvm::ArrayRef<FactsShape::Place> To);

  std::string Main;
  llvm::DenseMap<FactsShape::Place, FactsShape::Place> Places;
  llvm::DenseMap<unsigned, unsigned> Lines;
};

} // namespace lockctx

#endif
