//===- KernelDoc.h - What kernel-doc says of contexts -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The section "Context:" of a function's kernel-doc (Documentation/doc-guide/kernel-doc.rst, "Function context"). It
/// is prose; only phrases that have one meaning count, and a section that allows several contexts says nothing.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_KERNELDOC_H
#define LOCKCTX_PROGRAM_KERNELDOC_H

#include "Annotations/Models.h"
#include "llvm/ADT/SmallVector.h"

namespace lockctx {

/// What the callers of a function must see to, by its \p Context section: "Process context. May sleep." is NotHardirq,
/// NotSoftirq, MaySleep. Empty if it says nothing of that kind.
llvm::SmallVector<Expectation::What, 3> readContextSection(llvm::StringRef Context);

} // namespace lockctx

#endif
