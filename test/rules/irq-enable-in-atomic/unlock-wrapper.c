// RUN: %check_c %s %t
//
// A wrapper's spin_unlock_irq() enables IRQs within a section that saved them for another lock, which is still held.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void enter(void)
{
	spin_lock_irq(&inner);
}

static void leave(void)
{
	spin_unlock_irq(&inner); // WARN: irq-enable-in-atomic
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	enter();
	leave();
	spin_unlock_irqrestore(&outer, flags);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	oracle_fire(&work);
}
#endif
