//===- TableRows.h - Functions in tables, and the numbers beside -*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// What static initialisers say of the members beside a function: `{.later = true, .fn = handle}`. Where one of them
/// was tested before the function beside it is called, only the functions of such rows are.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_TABLEROWS_H
#define LOCKCTX_PROGRAM_TABLEROWS_H

#include "Program/LockState.h"

namespace lockctx {

class TableRows {
public:
  explicit TableRows(const Program &P);

  /// Whether a call through \p Target may reach \p Callee where \p Facts hold. What is stored there by other means than
  /// a static initialiser always may.
  bool mayCall(FuncId Callee, PathId Target, FactsRef Facts) const;
  /// Whether \p V is a number beside the pointer that \p Target is.
  bool isBeside(const Value &V, PathId Target) const;

private:
  /// The numbers in a row; those that it leaves out are 0.
  using Row = llvm::SmallVector<std::pair<FieldId, int64_t>, 2>;

  const Program &P;
  std::vector<Row> Rows;
  llvm::DenseSet<FieldId> Numbers; ///< Members that some row sets to a number.
  /// By the member that holds the function, and the function.
  std::map<std::pair<FieldId, SymbolId>, llvm::SmallVector<uint32_t, 1>> RowsOf;
};

} // namespace lockctx

#endif
