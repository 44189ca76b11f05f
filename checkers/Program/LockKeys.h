//===- LockKeys.h - Lock classes that are told by their keys ---*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// lockdep's class of a lock is the key that it was initialised with. Mostly that is one for each field or variable;
/// where the source gives several locks one key, or one initialising function, they are one class.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_LOCKKEYS_H
#define LOCKCTX_PROGRAM_LOCKKEYS_H

#include "Program/Program.h"

namespace lockctx {

/// Fills in Tables::Untracked and Tables::Joined from the `class` steps of the models. To be called before anything
/// asks for a lock's class. A function that initialises its parameter joins what its callers pass only if those locks
/// are of the function's own file: a layer that wraps the kernel's API initialises everything.
void readLockKeys(Program &P);

/// Classes of several locks that each have a key of their own, in the object that they are in or in an array: to
/// lockdep they are so many classes.
llvm::DenseSet<ClassId> classesOfOwnKeys(Program &P);

} // namespace lockctx

#endif
