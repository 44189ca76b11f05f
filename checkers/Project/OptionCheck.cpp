//===- OptionCheck.cpp - Which options Clang rejects ----------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/OptionCheck.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringRef.h"

using namespace llvm;
using namespace lockctx;

namespace {

/// Keeps the texts of the errors.
class ErrorTexts : public clang::DiagnosticConsumer {
public:
  std::vector<std::string> Texts;
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level, const clang::Diagnostic &Info) override {
    if (Level < clang::DiagnosticsEngine::Error)
      return;
    SmallString<128> Text;
    Info.FormatDiagnostic(Text);
    Texts.push_back(Text.str().str());
  }
};

std::vector<std::string> errorsFor(ArrayRef<std::string> Options) {
  ErrorTexts Errors;
  clang::DiagnosticOptions DiagOptions;
  clang::CreateInvocationOptions How;
  How.Diags = makeIntrusiveRefCnt<clang::DiagnosticsEngine>(clang::DiagnosticIDs::create(), DiagOptions, &Errors,
                                                            /*ShouldOwnClient=*/false);
  How.RecoverOnError = true;
  std::vector<const char *> Args = {"clang"};
  for (const std::string &O : Options)
    Args.push_back(O.c_str());
  Args.insert(Args.end(), {"-fsyntax-only", "-w", "input.c"});
  if (std::unique_ptr<clang::CompilerInvocation> CI = clang::createInvocation(Args, How))
    // Unknown processors and features are found only here.
    delete clang::TargetInfo::CreateTargetInfo(*How.Diags, CI->getTargetOpts());
  return std::move(Errors.Texts);
}

/// The words that \p Text, an error of Clang's, puts in quotes.
SmallVector<StringRef, 4> quotedWords(StringRef Text) {
  SmallVector<StringRef, 4> Words;
  while (Text.contains('\'')) {
    auto [Word, Rest] = Text.split('\'').second.split('\'');
    Words.push_back(Word);
    Text = Rest;
  }
  return Words;
}

/// Whether an error that quotes \p Words means \p Option: '-mfoo', '-march=' with 'bar', or 'bar' of -mcpu=bar.
bool isMeant(StringRef Option, ArrayRef<StringRef> Words) {
  for (StringRef Word : Words)
    if (Word == Option || (Word.size() > 2 && Word.starts_with("-") && Word.ends_with("=") && Option.starts_with(Word)))
      return true;
  auto [Name, Value] = Option.split('=');
  return !Value.empty() && Name.starts_with("-m") && is_contained(Words, Value);
}

} // namespace

std::vector<std::string> lockctx::rejectedOptions(ArrayRef<std::string> Options) {
  std::vector<std::string> Left = Options.vec(), Rejected;
  // Each round takes at least one option away.
  while (!Left.empty()) {
    size_t Before = Left.size();
    for (const std::string &Text : errorsFor(Left)) {
      SmallVector<StringRef, 4> Words = quotedWords(Text);
      erase_if(Left, [&](const std::string &O) {
        bool Meant = isMeant(O, Words) && !StringRef(O).starts_with("--target=");
        if (Meant && !is_contained(Rejected, O))
          Rejected.push_back(O);
        return Meant;
      });
    }
    if (Left.size() == Before)
      break;
  }
  return Rejected;
}
