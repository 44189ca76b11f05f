// RUN: %check_c %s %t
//
// A callee switches IRQs off and on again, while its caller relies on them to be off.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(stats);
static int count;

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void bad_count(void)
{
	spin_lock_irq(&stats);
	count++;
	spin_unlock_irq(&stats); // WARN: irq-enable-in-atomic
}

static void ok_count(void)
{
	unsigned long flags;

	spin_lock_irqsave(&stats, flags);
	count++;
	spin_unlock_irqrestore(&stats, flags);
}

static void task(struct work_struct *work)
{
	spin_lock_irq(&lock);
	ok_count();
	bad_count(); // WARN: hardirq-inconsistent-state(lock)
	spin_unlock_irq(&lock);
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

// ORACLE-UNSEEN: irq-enable-in-atomic enabling IRQs that are on already is no report
#endif
