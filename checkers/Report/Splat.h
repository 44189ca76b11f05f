//===- Splat.h - Reports of the kernel's lockdep ----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads what lockdep and might_sleep() print, out of a kernel log, an e-mail or a bug report: with or without
/// timestamps, log prefixes and quotes, addresses or decoded lines; several in one text; cut off anywhere.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_SPLAT_H
#define LOCKCTX_REPORT_SPLAT_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace lockctx {

enum class SplatKind : uint8_t {
  InconsistentState,
  UnsafeOrder,
  Inversion,
  Circular,
  Recursive,
  Sleeping,
  WaitContext
};

/// A lock as lockdep names it: "&dev->queue.lock", {+.-.}, at the function that takes it.
struct SplatLock {
  std::string Name, Usage, Function;
  bool known() const { return !Name.empty(); }
  /// The words of the name: {"dev", "queue", "lock"}. What old kernels and subclasses add is gone.
  std::vector<std::string> words() const;
};

/// A stack trace, innermost function first; frames that the unwinder doubts are left out.
struct SplatTrace {
  std::string Title;
  std::vector<std::string> Functions;
};

struct Splat {
  SplatKind Kind;
  std::string Headline;
  unsigned Line = 0;    ///< Of the text, where it begins.
  bool Hardirq = false; ///< InconsistentState, UnsafeOrder, Inversion: about hardirqs, not softirqs.
  SplatLock Taken;      ///< What it was about to take, or whose state changed.
  SplatLock Held;       ///< What it held then.
  SplatLock Safe, Unsafe;
  std::vector<SplatLock> Others; ///< Locks held and locks of the chain.
  std::vector<SplatTrace> Traces;

  /// The two sides, whatever the text had of them: for one lock only, both are that. Where a lock is named twice, the
  /// one with a place.
  const SplatLock &unsafe() const { return Unsafe.known() && Unsafe.Name != Taken.Name ? Unsafe : Taken; }
  const SplatLock &safe() const {
    if (Safe.known() && Safe.Name != Held.Name)
      return Safe;
    return Held.known() ? Held : Taken;
  }
};

std::vector<Splat> readSplats(llvm::StringRef Text);

} // namespace lockctx

#endif
