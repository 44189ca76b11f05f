// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_SLAB_H
#define MINI_SLAB_H

#include <linux/compiler.h>
#include <linux/gfp.h>

void *__kmalloc_noprof(size_t size, gfp_t flags);
#define kmalloc_noprof(size, flags) __kmalloc_noprof(size, flags)
#define kmalloc(...) kmalloc_noprof(__VA_ARGS__)
#define kzalloc(size, flags) kmalloc(size, (flags) | __GFP_ZERO)
void kfree(const void *object);

#endif
