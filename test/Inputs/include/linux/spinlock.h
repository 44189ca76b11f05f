// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
//
// The layers: spin_lock() is an inline function around the macro raw_spin_lock(), which names _raw_spin_lock(). That is
// a function on SMP, and a macro on UP (spinlock_api_up.h). spin_lock_irqsave() and its like, which set a variable of
// the caller's, are macros all the way. So are all raw_*; read_* and write_* are in rwlock.h. PREEMPT_RT maps the
// spin_* to functions of its own (spinlock_rt.h).
#ifndef MINI_SPINLOCK_H
#define MINI_SPINLOCK_H

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/cleanup.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/spinlock_types.h>
#include <linux/typecheck.h>

#ifdef CONFIG_DEBUG_SPINLOCK
void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key, short wait_type);
#define raw_spin_lock_init(lock)                                      \
	do {                                                          \
		static struct lock_class_key __key;                   \
		__raw_spin_lock_init((lock), #lock, &__key, 2);       \
	} while (0)
#else
#define raw_spin_lock_init(lock) do { *(lock) = __RAW_SPIN_LOCK_UNLOCKED(lock); } while (0)
#endif

#define raw_spin_lock(lock) _raw_spin_lock(lock)
#define raw_spin_trylock(lock) __cond_lock(lock, _raw_spin_trylock(lock))
#ifdef CONFIG_DEBUG_LOCK_ALLOC
#define raw_spin_lock_nested(lock, subclass) _raw_spin_lock_nested(lock, subclass)
#else
#define raw_spin_lock_nested(lock, subclass) _raw_spin_lock(((void)(subclass), (lock)))
#endif

#if defined(CONFIG_SMP) || defined(CONFIG_DEBUG_SPINLOCK)
#define raw_spin_lock_irqsave(lock, flags)            \
	do {                                          \
		typecheck(unsigned long, flags);      \
		flags = _raw_spin_lock_irqsave(lock); \
	} while (0)
#ifdef CONFIG_DEBUG_LOCK_ALLOC
#define raw_spin_lock_irqsave_nested(lock, flags, subclass)            \
	do {                                                           \
		typecheck(unsigned long, flags);                       \
		flags = _raw_spin_lock_irqsave_nested(lock, subclass); \
	} while (0)
#else
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) \
	do {                                                \
		typecheck(unsigned long, flags);            \
		flags = _raw_spin_lock_irqsave(lock);       \
	} while (0)
#endif
#else
#define raw_spin_lock_irqsave(lock, flags)           \
	do {                                         \
		typecheck(unsigned long, flags);     \
		_raw_spin_lock_irqsave(lock, flags); \
	} while (0)
#define raw_spin_lock_irqsave_nested(lock, flags, subclass) raw_spin_lock_irqsave(lock, flags)
#endif

#define raw_spin_lock_irq(lock) _raw_spin_lock_irq(lock)
#define raw_spin_lock_bh(lock) _raw_spin_lock_bh(lock)
#define raw_spin_unlock(lock) _raw_spin_unlock(lock)
#define raw_spin_unlock_irq(lock) _raw_spin_unlock_irq(lock)
#define raw_spin_unlock_bh(lock) _raw_spin_unlock_bh(lock)
#define raw_spin_unlock_irqrestore(lock, flags)           \
	do {                                              \
		typecheck(unsigned long, flags);          \
		_raw_spin_unlock_irqrestore(lock, flags); \
	} while (0)
#define raw_spin_trylock_bh(lock) __cond_lock(lock, _raw_spin_trylock_bh(lock))
#define raw_spin_trylock_irq(lock)                                            \
	({                                                                    \
		local_irq_disable();                                          \
		raw_spin_trylock(lock) ? 1 : ({ local_irq_enable(); 0; });    \
	})
#define raw_spin_trylock_irqsave(lock, flags)                                      \
	({                                                                         \
		local_irq_save(flags);                                             \
		raw_spin_trylock(lock) ? 1 : ({ local_irq_restore(flags); 0; });   \
	})

#ifndef CONFIG_PREEMPT_RT
#include <linux/rwlock.h>
#endif
#if defined(CONFIG_SMP) || defined(CONFIG_DEBUG_SPINLOCK)
#include <linux/spinlock_api_smp.h>
#else
#include <linux/spinlock_api_up.h>
#endif

#ifndef CONFIG_PREEMPT_RT
static __always_inline raw_spinlock_t *spinlock_check(spinlock_t *lock)
{
	return &lock->rlock;
}

#ifdef CONFIG_DEBUG_SPINLOCK
#define spin_lock_init(lock)                                                     \
	do {                                                                     \
		static struct lock_class_key __key;                              \
		__raw_spin_lock_init(spinlock_check(lock), #lock, &__key, 3);    \
	} while (0)
#else
#define spin_lock_init(lock)                            \
	do {                                            \
		spinlock_check(lock);                   \
		*(lock) = __SPIN_LOCK_UNLOCKED(lock);   \
	} while (0)
#endif

static __always_inline void spin_lock(spinlock_t *lock)
{
	raw_spin_lock(&lock->rlock);
}
static __always_inline void spin_lock_bh(spinlock_t *lock)
{
	raw_spin_lock_bh(&lock->rlock);
}
static __always_inline int spin_trylock(spinlock_t *lock)
{
	return raw_spin_trylock(&lock->rlock);
}
#define spin_lock_nested(lock, subclass)                              \
	do {                                                          \
		raw_spin_lock_nested(spinlock_check(lock), subclass); \
	} while (0)
static __always_inline void spin_lock_irq(spinlock_t *lock)
{
	raw_spin_lock_irq(&lock->rlock);
}
#define spin_lock_irqsave(lock, flags)                              \
	do {                                                        \
		raw_spin_lock_irqsave(spinlock_check(lock), flags); \
	} while (0)
#define spin_lock_irqsave_nested(lock, flags, subclass)                              \
	do {                                                                         \
		raw_spin_lock_irqsave_nested(spinlock_check(lock), flags, subclass); \
	} while (0)
static __always_inline void spin_unlock(spinlock_t *lock)
{
	raw_spin_unlock(&lock->rlock);
}
static __always_inline void spin_unlock_bh(spinlock_t *lock)
{
	raw_spin_unlock_bh(&lock->rlock);
}
static __always_inline void spin_unlock_irq(spinlock_t *lock)
{
	raw_spin_unlock_irq(&lock->rlock);
}
static __always_inline void spin_unlock_irqrestore(spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(&lock->rlock, flags);
}
static __always_inline int spin_trylock_bh(spinlock_t *lock)
{
	return raw_spin_trylock_bh(&lock->rlock);
}
static __always_inline int spin_trylock_irq(spinlock_t *lock)
{
	return raw_spin_trylock_irq(&lock->rlock);
}
#define spin_trylock_irqsave(lock, flags) ({ raw_spin_trylock_irqsave(spinlock_check(lock), flags); })
#else
#include <linux/spinlock_rt.h>
#endif

int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock);
#define atomic_dec_and_lock(atomic, lock) __cond_lock(lock, _atomic_dec_and_lock(atomic, lock))

DEFINE_LOCK_GUARD_1(raw_spinlock, raw_spinlock_t, raw_spin_lock(_T->lock), raw_spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irq, raw_spinlock_t, raw_spin_lock_irq(_T->lock), raw_spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(raw_spinlock_irqsave, raw_spinlock_t, raw_spin_lock_irqsave(_T->lock, _T->flags),
		    raw_spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(spinlock, spinlock_t, spin_lock(_T->lock), spin_unlock(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock, _try, spin_trylock(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irq, spinlock_t, spin_lock_irq(_T->lock), spin_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_bh, spinlock_t, spin_lock_bh(_T->lock), spin_unlock_bh(_T->lock))
DEFINE_LOCK_GUARD_1_COND(spinlock_bh, _try, spin_trylock_bh(_T->lock))
DEFINE_LOCK_GUARD_1(spinlock_irqsave, spinlock_t, spin_lock_irqsave(_T->lock, _T->flags),
		    spin_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(read_lock, rwlock_t, read_lock(_T->lock), read_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irqsave, rwlock_t, read_lock_irqsave(_T->lock, _T->flags),
		    read_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(write_lock, rwlock_t, write_lock(_T->lock), write_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irqsave, rwlock_t, write_lock_irqsave(_T->lock, _T->flags),
		    write_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

#endif
