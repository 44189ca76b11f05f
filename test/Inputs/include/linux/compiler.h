// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_COMPILER_H
#define MINI_COMPILER_H

#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
#define __must_check __attribute__((__warn_unused_result__))
#define __maybe_unused __attribute__((__unused__))
#define __cleanup(function) __attribute__((__cleanup__(function)))
#define __section(name) __attribute__((__section__(name)))
#define __printf(format, first) __attribute__((__format__(printf, format, first)))
#define __noreturn __attribute__((__noreturn__))
#define __cold __attribute__((__cold__))

// For sparse; nothing for a compiler.
#define __acquires(lock)
#define __releases(lock)
#define __must_hold(lock)
#define __acquire(lock) ((void)0)
#define __release(lock) ((void)0)
#define __cond_lock(lock, expression) (expression)

#define likely(condition) __builtin_expect(!!(condition), 1)
#define unlikely(condition) __builtin_expect(!!(condition), 0)
#define barrier() __asm__ __volatile__("" : : : "memory")
#define unreachable() __builtin_unreachable()
#define fallthrough __attribute__((__fallthrough__))

#define READ_ONCE(variable) (*(const volatile typeof(variable) *)&(variable))
#define WRITE_ONCE(variable, value)                                  \
	do {                                                         \
		*(volatile typeof(variable) *)&(variable) = (value); \
	} while (0)

#define MINI_PASTE_(left, right) left##right
#define MINI_PASTE(left, right) MINI_PASTE_(left, right)
#define __UNIQUE_ID(prefix) MINI_PASTE(MINI_PASTE(__unique_, prefix), __COUNTER__)

#define _RET_IP_ ((unsigned long)__builtin_return_address(0))
#define _THIS_IP_ \
	({ __label__ here; here: (unsigned long)&&here; })

#define __same_type(left, right) __builtin_types_compatible_p(typeof(left), typeof(right))

#endif
