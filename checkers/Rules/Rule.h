//===- Rule.h - What a rule is ----------------------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A rule reads an Analysis and gives findings; it never sees an AST. To add one: a line in Rules.def, its function in
/// a file of this folder, docs/rules/<id>.md and test/rules/<id>/.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_RULES_RULE_H
#define LOCKCTX_RULES_RULE_H

#include "Program/Analysis.h"

namespace lockctx {

struct RuleInfo {
  const char *Id;
  Severity Level;
  const char *Sentence;
  const char *Document; ///< The kernel document that states it.
  bool OnByDefault;
  unsigned Stage;
  /// Adds its findings to \p Out, which has none. \p Before: those of the stages before. Rules of one stage may run at
  /// once.
  void (*Run)(const Analysis &A, const RuleInfo &Rule, llvm::ArrayRef<Finding> Before, std::vector<Finding> &Out);
};

/// A finding of \p Rule, of which nothing else is said yet.
inline Finding findingOf(const RuleInfo &Rule) {
  Finding F;
  F.RuleId = Rule.Id;
  F.Level = Rule.Level;
  F.Document = Rule.Document;
  return F;
}

llvm::ArrayRef<RuleInfo> allRules();

/// An error that lists the known rules if one of \p Ids is none.
llvm::Error checkRuleIds(llvm::ArrayRef<std::string> Ids);

/// Runs the rules named in \p Ids (if empty: all that are on by default), ranks what they find and gives each finding
/// its fingerprint. Findings that are less certain than \p Least are only counted, in \p LeftOut. Unknown names are an
/// error.
llvm::Expected<std::vector<Finding>> runRules(const Analysis &A, llvm::ArrayRef<std::string> Ids,
                                              Confidence Least = Confidence::Low, size_t *LeftOut = nullptr);

} // namespace lockctx

#endif
