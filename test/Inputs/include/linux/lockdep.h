// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_LOCKDEP_H
#define MINI_LOCKDEP_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

#ifdef CONFIG_PROVE_LOCKING
#define CONFIG_LOCKDEP
#define CONFIG_DEBUG_LOCK_ALLOC
#define CONFIG_DEBUG_SPINLOCK
#define CONFIG_TRACE_IRQFLAGS
#endif

struct lock_class_key {
	char any;
};
#define SINGLE_DEPTH_NESTING 1

#ifdef CONFIG_LOCKDEP
struct lockdep_map {
	struct lock_class_key *key;
	const char *name;
	u8 wait_type;
};
extern struct lock_class_key __lockdep_no_validate__;
extern int debug_locks;

void lockdep_init_map_type(struct lockdep_map *map, const char *name, struct lock_class_key *key, int subclass,
			   u8 wait_type);
void lock_acquire(struct lockdep_map *map, unsigned int subclass, int trylock, int read, int check,
		  struct lockdep_map *nest, unsigned long ip);
void lock_release(struct lockdep_map *map, unsigned long ip);
int lock_is_held_type(const struct lockdep_map *map, int read);

#define spin_acquire(map, subclass, trylock, ip) lock_acquire(map, subclass, trylock, 0, 1, NULL, ip)
#define spin_release(map, ip) lock_release(map, ip)
#define lockdep_set_class(lock, key) \
	lockdep_init_map_type(&(lock)->dep_map, #key, key, 0, (lock)->dep_map.wait_type)
#define lockdep_set_class_and_name(lock, key, name) \
	lockdep_init_map_type(&(lock)->dep_map, name, key, 0, (lock)->dep_map.wait_type)
#define lockdep_set_subclass(lock, sub)                                                                 \
	lockdep_init_map_type(&(lock)->dep_map, (lock)->dep_map.name, (lock)->dep_map.key, sub,         \
			      (lock)->dep_map.wait_type)
#define lockdep_set_novalidate_class(lock) lockdep_set_class_and_name(lock, &__lockdep_no_validate__, #lock)
#define lockdep_is_held(lock) lock_is_held_type(&(lock)->dep_map, -1)
#define lockdep_assert(condition)                       \
	do {                                            \
		WARN_ON(debug_locks && !(condition));   \
	} while (0)
#define lockdep_assert_held(lock) lockdep_assert(lockdep_is_held(lock))
#else
struct lockdep_map {
};
#define spin_acquire(map, subclass, trylock, ip) do { } while (0)
#define spin_release(map, ip) do { } while (0)
#define lockdep_set_class(lock, key) do { (void)(key); } while (0)
#define lockdep_set_class_and_name(lock, key, name) do { (void)(key); (void)(name); } while (0)
#define lockdep_set_subclass(lock, sub) do { } while (0)
#define lockdep_set_novalidate_class(lock) do { } while (0)
#define lockdep_assert_held(lock) do { (void)(lock); } while (0)
#endif

#endif
