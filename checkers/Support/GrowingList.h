//===- GrowingList.h - A list for several threads --------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A list that grows at its end while other threads read it: no element ever moves.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_GROWINGLIST_H
#define LOCKCTX_SUPPORT_GROWINGLIST_H

#include "llvm/ADT/bit.h"
#include <array>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace lockctx {

/// Who appends locks out others that append and those that ask for the size; an element may be read by any thread that
/// was told its index by one that knew it to be there. At most 2^32 - 1024 elements.
template <typename T> class GrowingList {
  static_assert(std::is_trivially_destructible_v<T>);

public:
  uint32_t size() const { return Size; }
  const T &operator[](uint32_t Index) const { return *at(Index); }
  T &operator[](uint32_t Index) { return *at(Index); }
  /// Returns the index of the new element.
  template <typename... Args> uint32_t append(Args &&...Of) {
    auto [Chunk, Offset] = placeOf(Size);
    if (!Offset)
      Chunks[Chunk].reset(static_cast<T *>(::operator new(sizeof(T) << (Chunk + kFirst))));
    new (Chunks[Chunk].get() + Offset) T{std::forward<Args>(Of)...};
    return Size++;
  }

private:
  static constexpr unsigned kFirst = 10; ///< The first chunk has 2^kFirst elements, each other one twice as many.
  struct Free {
    void operator()(T *Chunk) const { ::operator delete(Chunk); }
  };
  static std::pair<unsigned, uint32_t> placeOf(uint32_t Index) {
    uint32_t Number = Index + (1u << kFirst);
    unsigned Log = 31 - llvm::countl_zero(Number);
    return {Log - kFirst, Number ^ 1u << Log};
  }
  T *at(uint32_t Index) const {
    auto [Chunk, Offset] = placeOf(Index);
    return Chunks[Chunk].get() + Offset;
  }
  std::array<std::unique_ptr<T, Free>, 32 - kFirst> Chunks;
  uint32_t Size = 0;
};

} // namespace lockctx

#endif
