// RUN: %check_c %s %t
//
// IRQs are saved and off, and a lock is taken and released in the form that disables and enables them: in the function
// itself, by wrappers, by a guard. Who took the lock in the plain form and releases it so means to enable them.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void enter(void)
{
	spin_lock_irq(&lock);
}

static void leave(void)
{
	spin_unlock_irq(&lock); // WARN: irq-enable-in-atomic
}

static void direct(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock); // WARN: irq-enable-in-atomic
	local_irq_restore(flags);
}
static DECLARE_WORK(direct_work, direct);

static void by_wrappers(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	enter();
	leave();
	local_irq_restore(flags);
}
static DECLARE_WORK(wrappers_work, by_wrappers);

static void by_guard(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	{
		guard(spinlock_irq)(&lock); // WARN: irq-enable-in-atomic
	}
	local_irq_restore(flags);
}
static DECLARE_WORK(guard_work, by_guard);

static void ok(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&lock);
	spin_unlock_irq(&lock);
	spin_lock_irq(&lock);
	spin_unlock(&lock);
	local_irq_restore(flags);
}
static DECLARE_WORK(ok_work, ok);

#ifdef LOCKCTX_ORACLE
// ORACLE(direct): irqs
ORACLE_CASE(direct)
{
	oracle_fire(&direct_work);
}

// ORACLE(wrappers): irqs
ORACLE_CASE(wrappers)
{
	oracle_fire(&wrappers_work);
}

// ORACLE(by_guard): irqs
ORACLE_CASE(by_guard)
{
	oracle_fire(&guard_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&ok_work);
}
#endif
