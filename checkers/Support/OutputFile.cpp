//===- OutputFile.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Support/OutputFile.h"
#include "Support/Errors.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {

static Error writeTo(StringRef Path, StringRef Contents) {
  std::error_code EC;
  raw_fd_ostream Out(Path, EC);
  if (EC)
    return failure(EC.message());
  Out << Contents;
  Out.close();
  EC = Out.error();
  Out.clear_error(); // else the destructor ends the program
  return EC ? failure(EC.message()) : Error::success();
}

Error writeFile(StringRef Path, StringRef Contents) {
  sys::fs::file_status Status;
  bool Special = !sys::fs::status(Path, Status) && Status.type() != sys::fs::file_type::regular_file;
  std::string Temporary = (Path + ".tmp" + Twine(sys::Process::getProcessId())).str();
  Error E = writeTo(Special ? Path : StringRef(Temporary), Contents);
  if (!E && !Special)
    if (std::error_code EC = sys::fs::rename(Temporary, Path))
      E = failure(EC.message());
  if (!E)
    return E;
  if (!Special)
    sys::fs::remove(Temporary);
  return inside(Path, std::move(E));
}

} // namespace lockctx
