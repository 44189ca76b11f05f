//===- Linker.h - Facts of TUs to one program ------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Merges TUs: static functions stay apart by file (a header's are one), others belong to their module, and one that
/// the module does not define is found in whichever module does.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_LINKER_H
#define LOCKCTX_PROGRAM_LINKER_H

#include "Program/Program.h"
#include "Summary/FactsIO.h"

namespace lockctx {

/// Links \p Files, in this order; the result does not depend on anything else. \p Out points into them: they must live
/// as long, but none of their memory is needed at once.
void link(llvm::ArrayRef<const FactsFile *> Files, Program &Out);

} // namespace lockctx

#endif
