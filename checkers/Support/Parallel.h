//===- Parallel.h - Many small tasks on all CPUs ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_PARALLEL_H
#define LOCKCTX_SUPPORT_PARALLEL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstddef>

namespace lockctx {

// No thread is left after any of these, so that a process that forks has only one.

/// Does \p A and \p B at once.
void atOnce(llvm::function_ref<void()> A, llvm::function_ref<void()> B);

/// Calls \p Work in as many threads as there are CPUs.
void inEachThread(llvm::function_ref<void()> Work);

/// Calls \p Do with each number below \p Count: in as many threads as there are CPUs, in any order, or if there are few
/// in this one.
void forEachAtOnce(size_t Count, llvm::function_ref<void(size_t)> Do);

} // namespace lockctx

#endif
