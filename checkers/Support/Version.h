//===- Version.h - The program's version ------------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_SUPPORT_VERSION_H
#define LOCKCTX_SUPPORT_VERSION_H

namespace lockctx {
inline constexpr char kVersion[] = "0.1.0";
} // namespace lockctx

#endif
