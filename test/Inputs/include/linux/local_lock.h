// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_LOCAL_LOCK_H
#define MINI_LOCAL_LOCK_H

#include <linux/lockdep.h>
#include <linux/preempt.h>

#define DEFINE_PER_CPU(type, name) __typeof__(type) name

#ifdef CONFIG_PREEMPT_RT
#include <linux/spinlock.h>
typedef spinlock_t local_lock_t;
#define INIT_LOCAL_LOCK(name) __SPIN_LOCK_UNLOCKED((name))
#define __local_lock(lock) spin_lock(lock)
#define __local_unlock(lock) spin_unlock(lock)
#else
typedef struct {
	int owner;
} local_lock_t;
#define INIT_LOCAL_LOCK(name) { 0 }
#define __local_lock(lock)         \
	do {                       \
		preempt_disable(); \
		(lock)->owner = 1; \
	} while (0)
#define __local_unlock(lock)       \
	do {                       \
		(lock)->owner = 0; \
		preempt_enable();  \
	} while (0)
#endif

#define local_lock(lock) __local_lock(lock)
#define local_unlock(lock) __local_unlock(lock)

#endif
