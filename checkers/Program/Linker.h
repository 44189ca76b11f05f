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

namespace lockctx {

/// Links \p TUs, in this order; the result does not depend on anything else. \p Out points into them: they must live as
/// long.
void link(llvm::ArrayRef<const facts::TU *> TUs, Program &Out);

} // namespace lockctx

#endif
