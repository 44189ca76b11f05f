//===- ReportFormats.h - Findings to files ---------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The formats that a Report can be written in. ReportFormats.def lists them; the order there is the order of the help.
///
/// All writers agree on this: files below Report::SourceRoot are named relative to it and others by their absolute
/// path, in free text too; the same Report gives the same bytes; a Finding without a site or without a chain is a
/// fault of the rule that made it and is refused, before anything is written.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_REPORT_REPORTFORMATS_H
#define LOCKCTX_REPORT_REPORTFORMATS_H

#include "Model/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
}

namespace lockctx {

struct ReportOptions {
  bool Color = false;         ///< Text: write escape sequences for colours.
  unsigned Width = 80;        ///< Text: columns to wrap at; 0 is never.
  bool Full = false;          ///< Text: every site, the source of each step, the rule and the patch.
  bool CommitMessage = false; ///< Patch: before each diff, the message of a commit.
  bool ReadSources = true;    ///< Text, SARIF: quote the source lines; a file that is not there is no error.
};

using ReportWriter = llvm::Error(const Report &, const ReportOptions &, llvm::raw_ostream &);

struct ReportFormat {
  llvm::StringLiteral Name;
  ReportWriter *Write;
  llvm::StringLiteral Description;
};

llvm::ArrayRef<ReportFormat> reportFormats();
/// Null if there is none of that name.
const ReportFormat *findFormat(llvm::StringRef Name);

/// What every writer checks first: each finding has its site and its chains.
llvm::Error checkReport(const Report &R);

#define REPORT_FORMAT(NAME, WRITER, DESCRIPTION) ReportWriter WRITER;
#include "Report/ReportFormats.def"

} // namespace lockctx

#endif
