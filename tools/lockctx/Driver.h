//===- Driver.h - The commands ----------------------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_DRIVER_H
#define LOCKCTX_TOOLS_DRIVER_H

#include "Options.h"
#include "llvm/Support/Error.h"

namespace lockctx {

/// Runs the command; the result is the exit status (0 no finding, 1 findings, 2 TUs lost with --strict).
llvm::Expected<int> runCommand(const Options &O);

} // namespace lockctx

#endif
