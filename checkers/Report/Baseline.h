//===- Baseline.h - What is new since then ----------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A baseline is a JSON file that names the findings of a report and their sites by fingerprint (docs/baseline.md).
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_BASELINE_H
#define LOCKCTX_REPORT_BASELINE_H

#include "Model/Finding.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"

namespace lockctx {

class Baseline {
public:
  /// The text of a baseline of \p R.
  static std::string write(const Report &R);
  static llvm::Expected<Baseline> read(llvm::StringRef Path);

  /// Leaves the findings of \p R that are new or have a new site, these sites first, and counts.
  void apply(Report &R) const;

private:
  llvm::StringSet<> Findings, Sites;
};

} // namespace lockctx

#endif
