// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_RWLOCK_H
#define MINI_RWLOCK_H

#ifdef CONFIG_DEBUG_SPINLOCK
void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key);
#define rwlock_init(lock)                              \
	do {                                           \
		static struct lock_class_key __key;    \
		__rwlock_init((lock), #lock, &__key);  \
	} while (0)
#else
#define rwlock_init(lock) do { *(lock) = __RW_LOCK_UNLOCKED(lock); } while (0)
#endif

#define read_trylock(lock) __cond_lock(lock, _raw_read_trylock(lock))
#define write_trylock(lock) __cond_lock(lock, _raw_write_trylock(lock))
#define write_lock(lock) _raw_write_lock(lock)
#define read_lock(lock) _raw_read_lock(lock)

#if defined(CONFIG_SMP) || defined(CONFIG_DEBUG_SPINLOCK)
#define read_lock_irqsave(lock, flags)                \
	do {                                          \
		typecheck(unsigned long, flags);      \
		flags = _raw_read_lock_irqsave(lock); \
	} while (0)
#define write_lock_irqsave(lock, flags)                \
	do {                                           \
		typecheck(unsigned long, flags);       \
		flags = _raw_write_lock_irqsave(lock); \
	} while (0)
#else
#define read_lock_irqsave(lock, flags)               \
	do {                                         \
		typecheck(unsigned long, flags);     \
		_raw_read_lock_irqsave(lock, flags); \
	} while (0)
#define write_lock_irqsave(lock, flags)               \
	do {                                          \
		typecheck(unsigned long, flags);      \
		_raw_write_lock_irqsave(lock, flags); \
	} while (0)
#endif

#define read_lock_irq(lock) _raw_read_lock_irq(lock)
#define read_lock_bh(lock) _raw_read_lock_bh(lock)
#define write_lock_irq(lock) _raw_write_lock_irq(lock)
#define write_lock_bh(lock) _raw_write_lock_bh(lock)
#define read_unlock(lock) _raw_read_unlock(lock)
#define write_unlock(lock) _raw_write_unlock(lock)
#define read_unlock_irq(lock) _raw_read_unlock_irq(lock)
#define write_unlock_irq(lock) _raw_write_unlock_irq(lock)
#define read_unlock_bh(lock) _raw_read_unlock_bh(lock)
#define write_unlock_bh(lock) _raw_write_unlock_bh(lock)
#define read_unlock_irqrestore(lock, flags)              \
	do {                                             \
		typecheck(unsigned long, flags);         \
		_raw_read_unlock_irqrestore(lock, flags); \
	} while (0)
#define write_unlock_irqrestore(lock, flags)              \
	do {                                              \
		typecheck(unsigned long, flags);          \
		_raw_write_unlock_irqrestore(lock, flags); \
	} while (0)

#endif
