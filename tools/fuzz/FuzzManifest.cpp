//===- FuzzManifest.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/Store.h"
#include "InputFile.h"

using namespace lockctx;

/// The manifest of a store.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  fuzz::file(Data, Size, "manifest.json");
  llvm::Expected<Store> Read = Store::open(fuzz::directory());
  fuzz::expectText(Read.takeError());
  return 0;
}
