// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_RWSEM_H
#define MINI_RWSEM_H

#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/spinlock_types.h>

struct rw_semaphore {
	atomic_long_t count;
	raw_spinlock_t wait_lock;
	MINI_DEP_MAP
};
#define DECLARE_RWSEM(name) struct rw_semaphore name = { .count = ATOMIC_LONG_INIT(0), MINI_DEP_MAP_INIT(name) }

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);
#define init_rwsem(sem)                               \
	do {                                          \
		static struct lock_class_key __key;   \
		__init_rwsem((sem), #sem, &__key);    \
	} while (0)
void down_read(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);

#endif
