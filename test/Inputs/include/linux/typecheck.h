// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_TYPECHECK_H
#define MINI_TYPECHECK_H

// Always 1; the compiler warns if the variable is not of the type.
#define typecheck(type, variable)              \
	({                                     \
		type __wanted;                 \
		typeof(variable) __given;      \
		(void)(&__wanted == &__given); \
		1;                             \
	})

#endif
