// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_BUG_H
#define MINI_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

void warn_slowpath_fmt(const char *file, int line, unsigned int taint, const char *format, ...);

#define BUG()                                        \
	do {                                         \
		__asm__ __volatile__("ud2");         \
		__builtin_unreachable();             \
	} while (0)
#define BUG_ON(condition)                            \
	do {                                         \
		if (unlikely(condition))             \
			BUG();                       \
	} while (0)
#define __WARN() warn_slowpath_fmt(__FILE__, __LINE__, 9, NULL)
#define WARN_ON(condition)                           \
	({                                           \
		int __warned = !!(condition);        \
		if (unlikely(__warned))              \
			__WARN();                    \
		unlikely(__warned);                  \
	})
#define WARN(condition, format...)                                         \
	({                                                                 \
		int __warned = !!(condition);                              \
		if (unlikely(__warned))                                    \
			warn_slowpath_fmt(__FILE__, __LINE__, 9, format);  \
		unlikely(__warned);                                        \
	})
#define WARN_ON_ONCE(condition)                      \
	({                                           \
		static bool __done;                  \
		int __warned = !!(condition);        \
		if (unlikely(__warned && !__done)) { \
			__done = true;               \
			__WARN();                    \
		}                                    \
		unlikely(__warned);                  \
	})
#define WARN_ONCE(condition, format...) WARN(condition, format)
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), "BUILD_BUG_ON")

#endif
