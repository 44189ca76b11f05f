// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
//
// PREEMPT_RT: a spinlock_t sleeps, leaves IRQs as they are, and _bh still disables BHs.
#ifndef MINI_SPINLOCK_RT_H
#define MINI_SPINLOCK_RT_H

void __rt_spin_lock_init(spinlock_t *lock, const char *name, struct lock_class_key *key, bool percpu);
void rt_spin_lock(spinlock_t *lock) __acquires(lock);
void rt_spin_lock_nested(spinlock_t *lock, int subclass) __acquires(lock);
void rt_spin_unlock(spinlock_t *lock) __releases(lock);
int rt_spin_trylock(spinlock_t *lock);
int rt_spin_trylock_bh(spinlock_t *lock);
void rt_read_lock(rwlock_t *lock) __acquires(lock);
void rt_read_unlock(rwlock_t *lock) __releases(lock);
int rt_read_trylock(rwlock_t *lock);
void rt_write_lock(rwlock_t *lock) __acquires(lock);
void rt_write_unlock(rwlock_t *lock) __releases(lock);
int rt_write_trylock(rwlock_t *lock);

#define spin_lock_init(lock)                                          \
	do {                                                          \
		static struct lock_class_key __key;                   \
		__rt_spin_lock_init(lock, #lock, &__key, false);      \
	} while (0)

static __always_inline void spin_lock(spinlock_t *lock)
{
	rt_spin_lock(lock);
}
#ifdef CONFIG_LOCKDEP
#define __spin_lock_nested(lock, subclass) rt_spin_lock_nested(lock, subclass)
#else
#define __spin_lock_nested(lock, subclass) spin_lock(((void)(subclass), (lock)))
#endif
#define spin_lock_nested(lock, subclass) __spin_lock_nested(lock, subclass)
static __always_inline void spin_lock_bh(spinlock_t *lock)
{
	local_bh_disable();
	rt_spin_lock(lock);
}
static __always_inline void spin_lock_irq(spinlock_t *lock)
{
	rt_spin_lock(lock);
}
#define spin_lock_irqsave(lock, flags)           \
	do {                                     \
		typecheck(unsigned long, flags); \
		flags = 0;                       \
		spin_lock(lock);                 \
	} while (0)
#define spin_lock_irqsave_nested(lock, flags, subclass) spin_lock_irqsave(((void)(subclass), (lock)), flags)
static __always_inline void spin_unlock(spinlock_t *lock)
{
	rt_spin_unlock(lock);
}
static __always_inline void spin_unlock_bh(spinlock_t *lock)
{
	rt_spin_unlock(lock);
	local_bh_enable();
}
static __always_inline void spin_unlock_irq(spinlock_t *lock)
{
	rt_spin_unlock(lock);
}
static __always_inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	rt_spin_unlock(lock);
}
#define spin_trylock(lock) __cond_lock(lock, rt_spin_trylock(lock))
#define spin_trylock_bh(lock) __cond_lock(lock, rt_spin_trylock_bh(lock))
#define spin_trylock_irq(lock) __cond_lock(lock, rt_spin_trylock(lock))
#define spin_trylock_irqsave(lock, flags)        \
	({                                       \
		typecheck(unsigned long, flags); \
		flags = 0;                       \
		spin_trylock(lock);              \
	})

#define rwlock_init(lock) do { *(lock) = (rwlock_t) __RW_LOCK_UNLOCKED(lock); } while (0)
#define MINI_RT_RWLOCK(kind)                                                                          \
	static __always_inline void kind##_lock(rwlock_t *lock) { rt_##kind##_lock(lock); }           \
	static __always_inline void kind##_lock_bh(rwlock_t *lock)                                    \
	{                                                                                             \
		local_bh_disable();                                                                   \
		rt_##kind##_lock(lock);                                                               \
	}                                                                                             \
	static __always_inline void kind##_lock_irq(rwlock_t *lock) { rt_##kind##_lock(lock); }       \
	static __always_inline void kind##_unlock(rwlock_t *lock) { rt_##kind##_unlock(lock); }       \
	static __always_inline void kind##_unlock_bh(rwlock_t *lock)                                  \
	{                                                                                             \
		rt_##kind##_unlock(lock);                                                             \
		local_bh_enable();                                                                    \
	}                                                                                             \
	static __always_inline void kind##_unlock_irq(rwlock_t *lock) { rt_##kind##_unlock(lock); }   \
	static __always_inline void kind##_unlock_irqrestore(rwlock_t *lock, unsigned long flags)     \
	{                                                                                             \
		rt_##kind##_unlock(lock);                                                             \
	}
MINI_RT_RWLOCK(read)
MINI_RT_RWLOCK(write)
#define read_trylock(lock) __cond_lock(lock, rt_read_trylock(lock))
#define write_trylock(lock) __cond_lock(lock, rt_write_trylock(lock))
#define read_lock_irqsave(lock, flags)           \
	do {                                     \
		typecheck(unsigned long, flags); \
		rt_read_lock(lock);              \
		flags = 0;                       \
	} while (0)
#define write_lock_irqsave(lock, flags)          \
	do {                                     \
		typecheck(unsigned long, flags); \
		rt_write_lock(lock);             \
		flags = 0;                       \
	} while (0)

#endif
