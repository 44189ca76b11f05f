//===- InstalledModels.cpp ------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Engine/InstalledModels.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <dlfcn.h>

using namespace llvm;

namespace lockctx {

/// The file that holds this very function: a program, or a shared object in somebody else's.
static std::string ownFile() {
  void *Here = reinterpret_cast<void *>(&ownFile);
  Dl_info Info;
  if (dladdr(Here, &Info) && sys::path::extension(Info.dli_fname) == ".so") {
    SmallString<256> Path;
    if (!sys::fs::real_path(Info.dli_fname, Path))
      return Path.str().str();
  }
  return sys::fs::getMainExecutable(nullptr, Here);
}

Expected<Models> loadModels(ArrayRef<std::string> More, ArrayRef<std::string> Profiles) {
  std::string Own = ownFile();
  SmallString<256> Directory;
  for (const char *Relative : {"../share/lockctx/annotations", "../../annotations"}) {
    Directory = sys::path::parent_path(Own);
    sys::path::append(Directory, Relative);
    sys::path::remove_dots(Directory, true);
    if (sys::fs::is_directory(Directory))
      break;
  }
  auto Files = Models::findFiles(Directory);
  if (!Files)
    return Files.takeError();
  return Models::load(*Files, More, Profiles);
}

} // namespace lockctx
