//===- TableRows.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Program/TableRows.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {

TableRows::TableRows(const Program &P) : P(P) {
  for (const Function &F : P.Functions) {
    if (!F.Initializer)
      continue;
    // The members of a row follow each other; one that comes again, or of something else, begins the next row.
    PathInfo Table{facts::RootKind::Unknown, 0, {}};
    SmallVector<FieldId, 8> Seen;
    for (const Event &E : F.Events) {
      if (E.Path == kNone)
        continue;
      const PathInfo &Path = P.T.Paths[E.Path];
      if (Path.Steps.empty() || (Path.Steps.back() & 3) != kMember)
        continue;
      FieldId Field = Path.Steps.back() >> 2;
      ArrayRef<uint32_t> Base = Path.Steps.drop_back();
      if (Rows.empty() || Path.Kind != Table.Kind || Path.Root != Table.Root || Base != Table.Steps ||
          is_contained(Seen, Field)) {
        Rows.emplace_back();
        Table = {Path.Kind, Path.Root, Base};
        Seen.clear();
      }
      Seen.push_back(Field);
      if (E.Val.Kind == facts::ValueKind::Const) {
        Rows.back().emplace_back(Field, E.Val.Data);
        Numbers.insert(Field);
      } else if (E.Val.Kind == facts::ValueKind::Function) {
        RowsOf[{Field, SymbolId(E.Val.Data)}].push_back(Rows.size() - 1);
      }
    }
  }
}

bool TableRows::isBeside(const Value &V, PathId Target) const {
  if (V.Kind != facts::ValueKind::Load)
    return false;
  const PathInfo &A = P.T.Paths[V.Data], &B = P.T.Paths[Target];
  return A.Kind == B.Kind && A.Root == B.Root && !A.Steps.empty() && A.Steps.size() == B.Steps.size() &&
         (A.Steps.back() & 3) == kMember && Numbers.contains(A.Steps.back() >> 2) &&
         A.Steps.drop_back() == B.Steps.drop_back();
}

bool TableRows::mayCall(FuncId Callee, PathId Target, FactsRef Facts) const {
  ArrayRef<uint32_t> Steps = P.T.Paths[Target].Steps;
  if (Steps.empty() || (Steps.back() & 3) != kMember)
    return true;
  auto It = RowsOf.find({Steps.back() >> 2, P.Functions[Callee].Symbol});
  if (It == RowsOf.end())
    return true;
  return any_of(It->second, [&](uint32_t Row) {
    return all_of(Facts, [&](const Fact &X) {
      if (!isBeside(X.Cond.Val, Target))
        return true;
      FieldId Field = P.T.Paths[X.Cond.Val.Data].Steps.back() >> 2;
      auto Number = find_if(Rows[Row], [&](const auto &Each) { return Each.first == Field; });
      return holds(about(P.T, X, Value::constant(Number == Rows[Row].end() ? 0 : Number->second)), {}) != Truth::No;
    });
  });
}

} // namespace lockctx
