// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_ERR_H
#define MINI_ERR_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

#define IS_ERR_VALUE(value) unlikely((unsigned long)(void *)(value) >= (unsigned long)-4095)

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}
static inline long PTR_ERR(const void *pointer)
{
	return (long)pointer;
}
static inline bool IS_ERR(const void *pointer)
{
	return IS_ERR_VALUE((unsigned long)pointer);
}

#endif
