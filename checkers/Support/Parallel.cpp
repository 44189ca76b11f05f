//===- Parallel.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Support/Parallel.h"
#include "llvm/Support/ThreadPool.h"
#include <algorithm>

using namespace llvm;

namespace lockctx {

void atOnce(function_ref<void()> A, function_ref<void()> B) {
  DefaultThreadPool Pool(hardware_concurrency(1));
  Pool.async(A);
  B();
  Pool.wait();
}

void inEachThread(function_ref<void()> Work) {
  DefaultThreadPool Pool;
  for (unsigned I = 0; I < Pool.getMaxConcurrency(); ++I)
    Pool.async(Work);
  Pool.wait();
}

void forEachAtOnce(size_t Count, function_ref<void(size_t)> Do) {
  constexpr size_t kBatch = 32;
  auto Batch = [=](size_t First) {
    for (size_t I = First; I < std::min(First + kBatch, Count); ++I)
      Do(I);
  };
  if (Count <= kBatch)
    return Batch(0);
  DefaultThreadPool Pool;
  for (size_t First = 0; First < Count; First += kBatch)
    Pool.async(Batch, First);
  Pool.wait();
}

} // namespace lockctx
