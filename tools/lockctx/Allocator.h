//===- Allocator.h - Memory of large programs ------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_ALLOCATOR_H
#define LOCKCTX_TOOLS_ALLOCATOR_H

#include <cstddef>

namespace lockctx {

/// Has memory for a program of \p Units translation units come in large pages if that pays: to be called before they
/// are linked. Built without mimalloc it does nothing.
void prepareMemoryFor(size_t Units);

} // namespace lockctx

#endif
