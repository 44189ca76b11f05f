//===- ClangdMain.cpp - clangd with the clang-tidy module inside ----------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// clangd of libclangdMain. Two of its functions are wrapped by the linker, since clangd has no option for them: our
/// checks count as fast (clangd drops others), and they are on unless a configuration turns them off.
///
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/FunctionExtras.h"
#include <memory>
#include <vector>

namespace clang::clangd {
int clangdMain(int Argc, char *Argv[]);
using TidyProvider = llvm::unique_function<void(tidy::ClangTidyOptions &, llvm::StringRef) const>;
} // namespace clang::clangd

using namespace clang;

// The names that -Wl,--wrap gives them (plugin/CMakeLists.txt).
#define WRAPPED(NAME) asm("__wrap_" NAME)
#define REAL(NAME) asm("__real_" NAME)
#define IS_FAST "_ZN5clang6clangd15isFastTidyCheckEN4llvm9StringRefE"
#define DEFAULT_CHECKS "_ZN5clang6clangd20provideDefaultChecksEv"

std::optional<bool> realIsFast(llvm::StringRef Check) REAL(IS_FAST);
std::optional<bool> wrappedIsFast(llvm::StringRef Check) WRAPPED(IS_FAST);
clangd::TidyProvider realDefaultChecks() REAL(DEFAULT_CHECKS);
clangd::TidyProvider wrappedDefaultChecks() WRAPPED(DEFAULT_CHECKS);

std::optional<bool> wrappedIsFast(llvm::StringRef Check) {
  return Check.starts_with("lockctx-") ? true : realIsFast(Check);
}

clangd::TidyProvider wrappedDefaultChecks() {
  return [Real = realDefaultChecks()](tidy::ClangTidyOptions &Options, llvm::StringRef File) {
    Real(Options, File);
    Options.Checks = "lockctx-*," + Options.Checks.value_or("");
    Options.CheckOptions["lockctx.Editor"] = tidy::ClangTidyOptions::ClangTidyValue("true");
  };
}

namespace clang::clangd {
class SymbolIndex;
namespace remote {
struct NeverDeletes { // its class is not in the installed headers
  void operator()(SymbolIndex *) const {}
};
/// The remote index needs gRPC, which this clangd is built without.
std::unique_ptr<SymbolIndex, NeverDeletes> getClient(llvm::StringRef, llvm::StringRef) { return nullptr; }
} // namespace remote
} // namespace clang::clangd

int main(int Argc, char **Argv) {
  // clangd looks for its headers beside the program; ours are those of the clang that it was built with.
  std::vector<char *> Words(Argv, Argv + Argc);
  std::string Resources = "--resource-dir=" LOCKCTX_CLANG_RESOURCE_DIR;
  Words.insert(Words.begin() + 1, Resources.data());
  Words.push_back(nullptr);
  return clangd::clangdMain(Words.size() - 1, Words.data());
}
