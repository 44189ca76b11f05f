// RUN: %check_c %s %t
// REQUIRES: guards
//
// Guards that save and disable IRQs.

#include <linux/cleanup.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int count;

static irqreturn_t handler(int irq, void *data)
{
	guard(spinlock)(&lock);
	count++;
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	scoped_guard(spinlock_irqsave, &lock)
		count++;
	scoped_guard(spinlock_irq, &lock)
		count++;
	scoped_guard(irqsave) {
		guard(spinlock)(&lock);
		count++;
	}
	guard(spinlock_bh)(&lock); // WARN: hardirq-inconsistent-state(lock)
	count++;
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

// ORACLE(alone): silent
ORACLE_CASE(alone)
{
	oracle_fire(&work);
}
#endif
