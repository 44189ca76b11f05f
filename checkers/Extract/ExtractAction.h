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
#include "Extract/Prefix.h"
#include "Project/TranslationUnit.h"
#include "Summary/Facts_generated.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"

namespace lockctx {

/// What is looked at among the declarations that a precompiled header or preamble holds: all, which loads them; those
/// that something has needed so far; none but the named ones.
enum class Precompiled { All, Needed, Named };

/// Fills \p Out from a parsed TU.
void collectFacts(clang::ASTContext &Ctx, clang::Preprocessor &PP, const Models &M, facts::TUT &Out,
                  Precompiled From = Precompiled::All, llvm::ArrayRef<const clang::Decl *> Named = {});

/// What parsing one TU gives.
struct Extraction {
  facts::TUT Facts;
  std::vector<std::string> Inputs; ///< All files that were read, absolute; the facts depend on nothing else.
  std::string Conflict;            ///< Why the prefix does not apply; nothing else here is valid then.
};

/// Parses \p TU and collects its facts, with a prefix if \p P is not null: then Inputs leaves the prefix's files out.
/// An error means that not even an AST was made; a TU with compile errors gives facts with `errors` and the first
/// `messages`.
llvm::Expected<std::unique_ptr<Extraction>> extractFacts(const TranslationUnit &TU, const Models &M,
                                                         const Prefix *P = nullptr);

/// Makes a prefix of the header \p Header, which includes what is to be shared, with the options of \p Like but for
/// those that differ from TU to TU (isPerUnitMacro). Writes the precompiled header to \p Path and the notes beside it.
/// Result: the files that were read. An error if \p Header does not compile cleanly.
llvm::Expected<std::vector<std::string>> makePrefix(const TranslationUnit &Like, llvm::StringRef Header,
                                                    llvm::StringRef Path);

/// The main file's path, as facts have it.
std::string mainFile(const clang::SourceManager &SM);

/// The facts of a TU that a host (compiler, clang-tidy, editor) has parsed for its own purposes.
facts::TUT factsOfParsed(clang::ASTContext &Ctx, clang::Preprocessor &PP, const Models &M,
                         Precompiled From = Precompiled::All);

/// Changes when the code of the extract stage does, so that facts that an older one made are not used.
llvm::StringRef extractorVersion();

} // namespace lockctx

#endif
