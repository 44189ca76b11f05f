//===- Allocator.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Allocator.h"
#ifdef LOCKCTX_MIMALLOC
#include <mimalloc.h>
#endif

namespace lockctx {

void prepareMemoryFor(size_t Units) {
#ifdef LOCKCTX_MIMALLOC
  // Below this, the rest of the last pages costs more than fewer page faults save (docs/performance.md).
  constexpr size_t kMany = 3000;
  if (Units >= kMany)
    mi_option_enable(mi_option_large_os_pages);
#endif
}

} // namespace lockctx
