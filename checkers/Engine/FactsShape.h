//===- FactsShape.h - Facts without their places ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Most edits in an editor move code without changing what it does with locks. Two versions of a file whose facts have
/// one shape have the same findings, at places that correspond.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_FACTSSHAPE_H
#define LOCKCTX_ENGINE_FACTSSHAPE_H

#include "Model/Finding.h"
#include "Summary/FactsIO.h"
#include "llvm/ADT/DenseMap.h"

namespace lockctx {

/// Facts as their shape and the places in the main file, which the shape leaves out.
struct FactsShape {
  using Place = std::pair<unsigned, unsigned>; ///< Line, column.
  std::string Main, Shape;
  std::vector<Place> Places;

  explicit FactsShape(const facts::TU &TU);
};

/// Moves what is said of one version of a file to another one of the same shape.
class PlaceMap {
public:
  PlaceMap(const FactsShape &From, const FactsShape &To);
  /// False if something of it stands at a place that facts do not have.
  bool move(Finding &F) const;
  bool move(SourceLocation &L) const;

private:
  bool moveText(std::string &Text) const;

  std::string Main;
  llvm::DenseMap<FactsShape::Place, FactsShape::Place> Places;
  llvm::DenseMap<unsigned, unsigned> Lines;
};

} // namespace lockctx

#endif
