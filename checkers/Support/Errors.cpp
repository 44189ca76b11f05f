//===- Errors.cpp ---------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Support/Errors.h"

using namespace llvm;

namespace lockctx {

Error failure(const Twine &Message) { return make_error<StringError>(Message, inconvertibleErrorCode()); }

Error inside(const Twine &Where, Error E) { return failure(Where + ": " + toString(std::move(E))); }

} // namespace lockctx
