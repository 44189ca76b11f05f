//===- ClangdMain.cpp - clangd with the clang-tidy module inside ----------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// clangd of libclangdMain, behind a proxy (LspProxy.h) when an editor runs it. Two of its functions are wrapped by the
/// linker, since clangd has no option for them: our checks count as fast (clangd drops others), and they are on unless
/// a configuration turns them off.
///
//===----------------------------------------------------------------------===//

#include "Engine/Store.h"
#include "LspProxy.h"
#include "Rules/Rule.h"
#include "TidyModule.h"
#include "clang-tidy/ClangTidyOptions.h"
#include "llvm/ADT/FunctionExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
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

static std::string Store;           ///< That completes the open files; empty: none.
static std::string Editor = "true"; ///< The file descriptor for names of files that have new findings, if any.

/// The store, if it has been made.
static std::string madeStore() {
  return !Store.empty() && llvm::sys::fs::exists(Store + "/manifest.json") ? Store : "";
}

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
    std::string Checks = "lockctx-*,";
    for (const lockctx::RuleInfo &R : lockctx::allRules())
      if (!R.OnByDefault)
        Checks += std::string("-lockctx-") + R.Id + ",";
    Options.Checks = Checks + Options.Checks.value_or("");
    if (std::string Made = madeStore(); !Made.empty())
      Options.CheckOptions.try_emplace("lockctx.Store", tidy::ClangTidyOptions::ClangTidyValue(Made));
    Options.CheckOptions["lockctx.Editor"] = tidy::ClangTidyOptions::ClangTidyValue(Editor);
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

namespace {

/// A store for the files of \p Commands that no one has named.
std::string defaultStoreFor(llvm::StringRef Commands) {
  llvm::SmallString<256> Path(lockctx::defaultStore());
  llvm::sys::path::remove_filename(Path);
  llvm::sys::path::append(Path, "editor", llvm::utohexstr(llvm::xxh3_64bits(Commands), true, 16));
  return Path.str().str();
}

std::string besides(llvm::StringRef Name) {
  llvm::SmallString<256> Path(llvm::sys::fs::getMainExecutable(nullptr, reinterpret_cast<void *>(&besides)));
  llvm::sys::path::remove_filename(Path);
  llvm::sys::path::append(Path, Name);
  return Path.str().str();
}

int runServer(std::vector<std::string> Words) {
  // clangd looks for its headers beside the program; ours are those of the clang that it was built with.
  Words.insert(Words.begin() + 1, "--resource-dir=" LOCKCTX_CLANG_RESOURCE_DIR);
  std::vector<char *> Argv;
  for (std::string &W : Words)
    Argv.push_back(W.data());
  Argv.push_back(nullptr);
  return clangd::clangdMain(Words.size(), Argv.data());
}

} // namespace

int main(int Argc, char **Argv) {
  std::vector<std::string> Words;
  lockctx::ProxyOptions O;
  bool Serves = true;
  for (llvm::StringRef Word : llvm::ArrayRef(Argv, Argc)) {
    llvm::StringRef Value = Word.split('=').second;
    if (Word.starts_with("--store=")) {
      Store = Value.str();
      continue;
    }
    if (Word.starts_with("--compile-commands-dir="))
      O.Commands = Value.str();
    // What ends by itself has no editor at the other end.
    Serves &= !Word.starts_with("--check") && !Word.starts_with("--help") && Word != "-h" && Word != "--version";
    Words.push_back(Word.str());
  }
  if (O.Commands.empty() && llvm::sys::fs::exists("compile_commands.json"))
    O.Commands = ".";
  if (!O.Commands.empty()) {
    llvm::SmallString<256> Path(O.Commands);
    llvm::sys::fs::make_absolute(Path);
    llvm::sys::path::remove_dots(Path, true);
    O.Commands = Path.str().str();
    if (Store.empty())
      Store = defaultStoreFor(O.Commands);
  }
  if (!Serves)
    return runServer(Words);
  O.Store = Store;
  O.Lockctx = besides("lockctx");
  int ToServer[2], FromServer[2], News[2], Opened[2];
  if (pipe2(ToServer, O_CLOEXEC) != 0 || pipe2(FromServer, O_CLOEXEC) != 0 || pipe2(News, O_CLOEXEC) != 0 ||
      pipe2(Opened, O_CLOEXEC) != 0) {
    llvm::errs() << "lockctx-clangd: no pipe: " << std::strerror(errno) << "\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  pid_t Server = fork();
  if (Server < 0) {
    llvm::errs() << "lockctx-clangd: cannot start clangd: " << std::strerror(errno) << "\n";
    return 2;
  }
  if (Server == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(ToServer[0], STDIN_FILENO);
    dup2(FromServer[1], STDOUT_FILENO);
    for (int Fd : {ToServer[0], ToServer[1], FromServer[0], FromServer[1], News[0], Opened[1]})
      close(Fd);
    Editor = std::to_string(News[1]);
    std::thread([From = Opened[0]] {
      lockctx::eachLine(From, [](llvm::StringRef Path) { lockctx::judgeAhead(madeStore(), Path); });
    }).detach();
    return runServer(Words);
  }
  close(ToServer[0]);
  close(FromServer[1]);
  close(News[1]);
  close(Opened[0]);
  lockctx::runProxy(O, ToServer[1], FromServer[0], News[0], Opened[1]);
  int Status = 0;
  waitpid(Server, &Status, 0);
  // A thread may still wait for an editor that says nothing more.
  _exit(WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status));
}
