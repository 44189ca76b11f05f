//===- ReportFormats.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/ReportFormats.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace lockctx {

ArrayRef<ReportFormat> reportFormats() {
  static const ReportFormat Formats[] = {
#define REPORT_FORMAT(NAME, WRITER, DESCRIPTION) {NAME, WRITER, DESCRIPTION},
#include "Report/ReportFormats.def"
  };
  return Formats;
}

const ReportFormat *findFormat(StringRef Name) {
  ArrayRef<ReportFormat> Formats = reportFormats();
  const auto *It = find_if(Formats, [&](const ReportFormat &F) { return F.Name == Name; });
  return It == Formats.end() ? nullptr : It;
}

Error checkReport(const Report &R) {
  for (const Finding &F : R.Findings) {
    bool NoChain = F.Chains.empty() || any_of(F.Chains, [](const WitnessChain &C) { return C.Steps.empty(); });
    if (F.UnsafeSites.empty() || NoChain)
      return failure("rule '" + F.RuleId + "' made a finding without " + (NoChain ? "its chains" : "a site") + ": " +
                     F.Headline);
  }
  return Error::success();
}

} // namespace lockctx
