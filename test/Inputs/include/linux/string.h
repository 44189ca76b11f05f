// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_STRING_H
#define MINI_STRING_H

#include <linux/types.h>

void *memset(void *to, int value, size_t size);
void *memcpy(void *to, const void *from, size_t size);

#endif
