// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_CONTAINER_OF_H
#define MINI_CONTAINER_OF_H

#include <linux/compiler.h>
#include <linux/stddef.h>

#define container_of(pointer, type, member)                                                 \
	({                                                                                  \
		void *__member = (void *)(pointer);                                         \
		_Static_assert(__same_type(*(pointer), ((type *)0)->member) ||              \
				       __same_type(*(pointer), void),                       \
			       "the pointer is not one to that member");                    \
		((type *)(__member - offsetof(type, member)));                              \
	})

#endif
