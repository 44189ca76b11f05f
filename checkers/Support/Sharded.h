//===- Sharded.h - A table for several threads -----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_SHARDED_H
#define LOCKCTX_SUPPORT_SHARDED_H

#include <array>
#include <cstdint>
#include <mutex>

namespace lockctx {

/// A table in parts, each with its own lock, so that threads that use it seldom meet.
template <typename Part> class Sharded {
public:
  /// Calls \p Use with the part that \p Key belongs to, which no other thread uses meanwhile, and returns the result.
  template <typename F> auto with(uint32_t Key, F Use) {
    Shard &Mine = All[Key * 0x9e3779b1u >> (32 - kLog)]; // 2^32 by the golden ratio: close keys are apart
    std::lock_guard<std::mutex> Locked(Mine.Lock);
    return Use(Mine.Table);
  }

private:
  static constexpr unsigned kLog = 5;
  struct alignas(64) Shard { // in a cache line of its own
    std::mutex Lock;
    Part Table;
  };
  std::array<Shard, 1u << kLog> All;
};

} // namespace lockctx

#endif
