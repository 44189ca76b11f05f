//===- BuildStore.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/BuildStore.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace lockctx {

Error addToBuildStore(StringRef Directory, const facts::TUT &Facts, StringRef OutputFile) {
  if (std::error_code EC = sys::fs::create_directories(Directory))
    return failure(Directory + ": " + EC.message());
  SmallString<256> Output(OutputFile);
  sys::fs::make_absolute(Output);
  std::string Key = Facts.main_file + "\n" + Output.str().str();
  StoreEntry E{Facts.main_file, utohexstr(xxh3_64bits(StringRef(Key)), true, 16) + ".lctx", ""};
  Store S;
  S.Directory = Directory.str();
  if (Error Err = writeFacts(Facts, S.pathOf(E)))
    return Err;
  S.Listed = false;
  return S.manifestExists() ? Error::success() : S.writeManifest();
}

bool isBuildStore(StringRef Directory) {
  Store S;
  S.Directory = Directory.str();
  if (!S.manifestExists())
    return true;
  auto Opened = Store::readManifest(Directory);
  if (Opened)
    return !Opened->Listed;
  consumeError(Opened.takeError());
  return false;
}

} // namespace lockctx
