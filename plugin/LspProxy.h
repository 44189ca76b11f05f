//===- LspProxy.h - Between the editor and clangd --------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Forwards the language server protocol, byte for byte, and adds what a clang-tidy check cannot say: to the hover text
/// of a function its contexts and why, to that of a lock its class, and to the code actions the patches of several
/// files, all from the store's digest. After a save, and after the first diagnostics, it brings the store up to date in
/// the background. When the server has findings that its last diagnostics of a file did not have yet, it makes it look
/// at the file again.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PLUGIN_LSPPROXY_H
#define LOCKCTX_PLUGIN_LSPPROXY_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace lockctx {

struct ProxyOptions {
  std::string Store; ///< Empty: nothing is added.
  std::string
      Commands; ///< Directory of compile_commands.json that the store is made from; empty: it is never refreshed.
  std::string Lockctx; ///< The command line tool, which makes the store.
};

/// Runs between standard input and output and those of the server (\p ToServer, \p FromServer) until the server closes
/// its own. \p News has the paths of files with new findings, a line each; \p Opened gets those of files that the
/// editor opens. The process is to end then: \p O is in use until it does.
void runProxy(const ProxyOptions &O, int ToServer, int FromServer, int News, int Opened);

/// Calls \p Use with each line that comes from \p Fd, until it ends.
void eachLine(int Fd, llvm::function_ref<void(llvm::StringRef)> Use);

} // namespace lockctx

#endif
