//===- Kept.h - What a store keeps from one run to the next -----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Results that would come out the same again: commands of kbuild, reports. Each is a list of strings in a file of a
/// store, named by what was asked for, and holds the *state* of all that it was made from. In another state it is made
/// again, and replaced.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_KEPT_H
#define LOCKCTX_ENGINE_KEPT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace lockctx {

/// What goes before the error of Kept::write() where it is shown: it costs time, not the answer.
inline constexpr char kNotKept[] = "lockctx: warning: not kept for the next run: ";

class Kept {
public:
  /// \p Question: what was asked for; \p State: of all that the answer depends on. Both may be long.
  Kept(llvm::StringRef Directory, llvm::StringRef Question, llvm::StringRef State);

  /// Nothing if it is not there, damaged, or of another state.
  std::optional<std::vector<std::string>> read() const;
  llvm::Error write(llvm::ArrayRef<std::string> Answer) const;

private:
  std::string Path, Head;
};

/// Size and time of change; empty if it is not there.
std::string fileStamp(llvm::StringRef File);
/// The same of this program itself: another one may answer otherwise.
std::string ownStamp();
/// Says that a file is still of use, so that trimStore() leaves it.
void markUsed(llvm::StringRef File);

} // namespace lockctx

#endif
