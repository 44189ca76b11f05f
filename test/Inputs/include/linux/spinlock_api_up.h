// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
//
// With one CPU and no debugging there is no lock: taking one leaves only its effect on preemption, BHs and IRQs, and
// even _raw_spin_lock() is a macro.
#ifndef MINI_SPINLOCK_API_UP_H
#define MINI_SPINLOCK_API_UP_H

#define MINI_TOUCH(lock) do { __acquire(lock); (void)(lock); } while (0)
#define __LOCK(lock) do { preempt_disable(); MINI_TOUCH(lock); } while (0)
#define __LOCK_BH(lock) do { __local_bh_disable_ip(_THIS_IP_, SOFTIRQ_LOCK_OFFSET); MINI_TOUCH(lock); } while (0)
#define __LOCK_IRQ(lock) do { local_irq_disable(); __LOCK(lock); } while (0)
#define __LOCK_IRQSAVE(lock, flags) do { local_irq_save(flags); __LOCK(lock); } while (0)
#define __UNLOCK(lock) do { preempt_enable(); MINI_TOUCH(lock); } while (0)
#define __UNLOCK_BH(lock) do { __local_bh_enable_ip(_THIS_IP_, SOFTIRQ_LOCK_OFFSET); MINI_TOUCH(lock); } while (0)
#define __UNLOCK_IRQ(lock) do { local_irq_enable(); __UNLOCK(lock); } while (0)
#define __UNLOCK_IRQRESTORE(lock, flags) do { local_irq_restore(flags); __UNLOCK(lock); } while (0)

#define _raw_spin_lock(lock) __LOCK(lock)
#define _raw_spin_unlock(lock) __UNLOCK(lock)
#define _raw_spin_lock_bh(lock) __LOCK_BH(lock)
#define _raw_spin_unlock_bh(lock) __UNLOCK_BH(lock)
#define _raw_spin_lock_irq(lock) __LOCK_IRQ(lock)
#define _raw_spin_unlock_irq(lock) __UNLOCK_IRQ(lock)
#define _raw_spin_lock_irqsave(lock, flags) __LOCK_IRQSAVE(lock, flags)
#define _raw_spin_unlock_irqrestore(lock, flags) __UNLOCK_IRQRESTORE(lock, flags)
#define _raw_spin_trylock(lock) ({ __LOCK(lock); 1; })
#define _raw_read_lock(lock) __LOCK(lock)
#define _raw_read_unlock(lock) __UNLOCK(lock)
#define _raw_read_lock_bh(lock) __LOCK_BH(lock)
#define _raw_read_unlock_bh(lock) __UNLOCK_BH(lock)
#define _raw_read_lock_irq(lock) __LOCK_IRQ(lock)
#define _raw_read_unlock_irq(lock) __UNLOCK_IRQ(lock)
#define _raw_read_lock_irqsave(lock, flags) __LOCK_IRQSAVE(lock, flags)
#define _raw_read_unlock_irqrestore(lock, flags) __UNLOCK_IRQRESTORE(lock, flags)
#define _raw_read_trylock(lock) ({ __LOCK(lock); 1; })
#define _raw_write_lock(lock) __LOCK(lock)
#define _raw_write_unlock(lock) __UNLOCK(lock)
#define _raw_write_lock_bh(lock) __LOCK_BH(lock)
#define _raw_write_unlock_bh(lock) __UNLOCK_BH(lock)
#define _raw_write_lock_irq(lock) __LOCK_IRQ(lock)
#define _raw_write_unlock_irq(lock) __UNLOCK_IRQ(lock)
#define _raw_write_lock_irqsave(lock, flags) __LOCK_IRQSAVE(lock, flags)
#define _raw_write_unlock_irqrestore(lock, flags) __UNLOCK_IRQRESTORE(lock, flags)
#define _raw_write_trylock(lock) ({ __LOCK(lock); 1; })
#define _raw_spin_lock_nested(lock, subclass) __LOCK(lock)
#define _raw_spin_trylock_bh(lock) ({ __LOCK_BH(lock); 1; })

#endif
