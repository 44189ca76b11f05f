// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_SPINLOCK_TYPES_H
#define MINI_SPINLOCK_TYPES_H

#include <linux/lockdep.h>

#ifdef CONFIG_SMP
typedef struct qspinlock {
	atomic_t val;
} arch_spinlock_t;
typedef struct qrwlock {
	atomic_t cnts;
} arch_rwlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED { .val = ATOMIC_INIT(0) }
#define __ARCH_RW_LOCK_UNLOCKED { .cnts = ATOMIC_INIT(0) }
#elif defined(CONFIG_DEBUG_SPINLOCK)
typedef struct {
	volatile unsigned int slock;
} arch_spinlock_t;
typedef struct {
} arch_rwlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED { 1 }
#define __ARCH_RW_LOCK_UNLOCKED { }
#else
typedef struct {
} arch_spinlock_t;
typedef struct {
} arch_rwlock_t;
#define __ARCH_SPIN_LOCK_UNLOCKED { }
#define __ARCH_RW_LOCK_UNLOCKED { }
#endif

#ifdef CONFIG_DEBUG_LOCK_ALLOC
#define MINI_DEP_MAP struct lockdep_map dep_map;
#define MINI_DEP_MAP_INIT(lock) .dep_map = { .name = #lock },
#else
#define MINI_DEP_MAP
#define MINI_DEP_MAP_INIT(lock)
#endif
#ifdef CONFIG_DEBUG_SPINLOCK
#define MINI_OWNER void *owner;
#define MINI_OWNER_INIT .owner = (void *)-1L,
#else
#define MINI_OWNER
#define MINI_OWNER_INIT
#endif

typedef struct raw_spinlock {
	arch_spinlock_t raw_lock;
	MINI_OWNER
	MINI_DEP_MAP
} raw_spinlock_t;
#define MINI_RAW_INIT(lock) { .raw_lock = __ARCH_SPIN_LOCK_UNLOCKED, MINI_OWNER_INIT MINI_DEP_MAP_INIT(lock) }
#define __RAW_SPIN_LOCK_UNLOCKED(lock) (raw_spinlock_t) MINI_RAW_INIT(lock)
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = __RAW_SPIN_LOCK_UNLOCKED(name)

#ifndef CONFIG_PREEMPT_RT
// lockdep's map can be reached without naming the raw lock.
typedef struct spinlock {
	union {
		struct raw_spinlock rlock;
#ifdef CONFIG_DEBUG_LOCK_ALLOC
		struct {
			u8 __padding[__builtin_offsetof(struct raw_spinlock, dep_map)];
			struct lockdep_map dep_map;
		};
#endif
	};
} spinlock_t;
#define __SPIN_LOCK_UNLOCKED(lock) (spinlock_t) { { .rlock = MINI_RAW_INIT(lock) } }

typedef struct {
	arch_rwlock_t raw_lock;
	MINI_OWNER
	MINI_DEP_MAP
} rwlock_t;
#define __RW_LOCK_UNLOCKED(lock) \
	(rwlock_t) { .raw_lock = __ARCH_RW_LOCK_UNLOCKED, MINI_OWNER_INIT MINI_DEP_MAP_INIT(lock) }
#else
// On PREEMPT_RT both are sleeping locks.
struct rt_mutex_base {
	raw_spinlock_t wait_lock;
	void *owner;
};
typedef struct spinlock {
	struct rt_mutex_base lock;
	MINI_DEP_MAP
} spinlock_t;
#define __SPIN_LOCK_UNLOCKED(name) { .lock = { .owner = NULL }, MINI_DEP_MAP_INIT(name) }

typedef struct {
	struct rt_mutex_base rtmutex;
	atomic_t readers;
	MINI_DEP_MAP
} rwlock_t;
#define __RW_LOCK_UNLOCKED(name) { .readers = ATOMIC_INIT(0), MINI_DEP_MAP_INIT(name) }
#endif

#define DEFINE_SPINLOCK(name) spinlock_t name = __SPIN_LOCK_UNLOCKED(name)
#define DEFINE_RWLOCK(name) rwlock_t name = __RW_LOCK_UNLOCKED(name)

#endif
