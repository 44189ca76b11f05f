// RUN: %check_c %s %t
//
// An interrupt handler takes the lock in hardirq: everybody else keeps IRQs off, and disabled BHs are not enough.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock); // SAFE: hardirq-inconsistent-state
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
	spin_lock(&lock); // WARN: hardirq-inconsistent-state(high, lock)
	spin_unlock(&lock);
	spin_lock_bh(&lock); // WARN: hardirq-inconsistent-state(high, lock)
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&work);
}
#endif
