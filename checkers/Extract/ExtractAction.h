//===- ExtractAction.h - AST of a TU to its facts --------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// The entry of the extract stage: parses one TU with Clang, broken or not, and collects the facts of its functions
/// and of the header functions that they use.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_EXTRACTACTION_H
#define LOCKCTX_EXTRACT_EXTRACTACTION_H

#include "Annotations/Models.h"
#include "Project/TranslationUnit.h"
#include "Summary/Facts_generated.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"

namespace lockctx {

/// Fills \p Out from a parsed TU. \p Loaded: leaves declarations of a precompiled preamble that nobody has needed yet
/// where they are.
void collectFacts(clang::ASTContext &Ctx, clang::Preprocessor &PP, const Models &M, facts::TUT &Out,
                  bool Loaded = false);

/// What parsing one TU gives.
struct Extraction {
  facts::TUT Facts;
  std::vector<std::string> Inputs; ///< All files that were read, absolute; the facts depend on nothing else.
};

/// Parses \p TU and collects its facts. An error means that not even an AST was made; a TU with compile errors gives
/// facts with `errors` and the first `messages`.
llvm::Expected<std::unique_ptr<Extraction>> extractFacts(const TranslationUnit &TU, const Models &M);

/// The main file's path, as facts have it.
std::string mainFile(const clang::SourceManager &SM);

/// The facts of a TU that a host (compiler, clang-tidy, editor) has parsed for its own purposes. \p Loaded: see
/// collectFacts().
facts::TUT factsOfParsed(clang::ASTContext &Ctx, clang::Preprocessor &PP, const Models &M, bool Loaded = false);

/// Changes when the code of the extract stage does, so that facts that an older one made are not used.
llvm::StringRef extractorVersion();

} // namespace lockctx

#endif
