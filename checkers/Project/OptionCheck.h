//===- OptionCheck.h - Which options Clang rejects --------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROJECT_OPTIONCHECK_H
#define LOCKCTX_PROJECT_OPTIONCHECK_H

#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace lockctx {

/// Those of \p Options (of a clang command, without its name and input) that Clang's driver or its front end refuses:
/// not for this target, a value that it does not know, a combination that it does not allow. Runs both in this process,
/// on no file (about 1 ms). An error that names no option, such as an unknown --target, is left for the parse to find.
std::vector<std::string> rejectedOptions(llvm::ArrayRef<std::string> Options);

} // namespace lockctx

#endif
