// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_KERNEL_H
#define MINI_KERNEL_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define min(left, right)                                \
	({                                              \
		typeof(left) __left = (left);           \
		typeof(right) __right = (right);        \
		__left < __right ? __left : __right;    \
	})
#define max(left, right)                                \
	({                                              \
		typeof(left) __left = (left);           \
		typeof(right) __right = (right);        \
		__left > __right ? __left : __right;    \
	})
#define BIT(number) (1UL << (number))
#define IS_ENABLED(option) 0

#ifdef CONFIG_DEBUG_ATOMIC_SLEEP
void __might_sleep(const char *file, int line);
#define might_sleep()                              \
	do {                                       \
		__might_sleep(__FILE__, __LINE__); \
	} while (0)
#else
#define might_sleep() do { } while (0)
#endif
#define might_sleep_if(condition)      \
	do {                           \
		if (condition)         \
			might_sleep(); \
	} while (0)

#endif
