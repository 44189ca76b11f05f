//===- InstalledModels.h - The models that come with lockctx ---*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_INSTALLEDMODELS_H
#define LOCKCTX_ENGINE_INSTALLEDMODELS_H

#include "Annotations/Models.h"

namespace lockctx {

/// Loads the models that are installed beside the program or shared object that this code is part of (in
/// ../share/lockctx/annotations, or in the source tree that it was built in), then \p More.
llvm::Expected<Models> loadModels(llvm::ArrayRef<std::string> More, llvm::ArrayRef<std::string> Profiles);

} // namespace lockctx

#endif
