//===- Prefix.h - Headers that TUs share, parsed once -----------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// A *prefix* is a precompiled header of what many TUs include. Parsing a TU with it must give the facts that parsing
/// it plainly gives, although its headers then come first and in another order. So beside the precompiled header lie
/// notes of what the preprocessor saw while it was made (Prefix.fbs): which file includes which, and where macros are
/// defined, tested and used. While a TU is parsed, a check replays from these in which order the TU by itself would
/// have read the files, and says whether anything could have come out differently. If so, the TU is parsed plainly.
///
/// What has to hold:
///  - the TU includes every file of the prefix, directly or through its own headers;
///  - whoever tests a macro in the prefix (#if, #ifdef) does so after the same definitions in the TU's order;
///  - the TU defines no macro that a file of the prefix tests or uses, nor one that would replace a word of it, before
///    it has included that file (a macro with parameters replaces only a word before a parenthesis). A test that only
///    provides a default (#ifndef X, #define X) and what function bodies do with it do not count (pr_fmt and the like);
///  - the TU neither tests nor uses a macro of the prefix before it has included a file that defines it;
///  - no directory that only one of the TU and the prefix searches has a header of a name that the prefix includes.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_EXTRACT_PREFIX_H
#define LOCKCTX_EXTRACT_PREFIX_H

#include "Extract/Prefix_generated.h"
#include "Project/TranslationUnit.h"
#include "clang/Lex/PPCallbacks.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

namespace clang {
class CompilerInstance;
}

namespace lockctx {

/// A prefix that has been made.
class Prefix {
public:
  /// Of the precompiled header \p Path; its notes lie beside it.
  static llvm::Expected<Prefix> read(llvm::StringRef Path);
  static llvm::Error write(llvm::StringRef Path, const prefix::NotesT &Notes);

  const std::string &path() const { return Path; }
  const prefix::Notes &notes() const { return *Notes; }
  /// The number of a file, -1 if it is none of the prefix.
  int fileNumber(llvm::StringRef Name) const;
  std::vector<std::string> symbols() const;

private:
  std::string Path;
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  const prefix::Notes *Notes = nullptr;
  llvm::StringMap<uint32_t> Files;
};

/// Writes down, while a prefix is made of \p Header, what the check needs. To be added to the preprocessor before
/// anything is read; \p Into is complete at the end of \p Header.
std::unique_ptr<clang::PPCallbacks> makePrefixRecorder(clang::CompilerInstance &CI, prefix::NotesT &Into);

/// Follows the parse of \p TU with \p P. At the end of the main file \p Conflict is empty if the prefix applies, else
/// it says why it does not.
std::unique_ptr<clang::PPCallbacks> makePrefixCheck(clang::CompilerInstance &CI, const Prefix &P,
                                                    const TranslationUnit &TU, std::string &Conflict);

/// Whether an argument is a -D that every TU has with a value of its own: what kbuild says of the file and its module.
bool isPerUnitMacro(llvm::StringRef Argument);

/// The directories that a command searches for headers, in order, absolute.
std::vector<std::string> searchDirectories(const TranslationUnit &TU);

} // namespace lockctx

#endif
