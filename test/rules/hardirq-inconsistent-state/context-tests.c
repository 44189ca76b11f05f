// RUN: %check_c %s %t
//
// Code for every context asks where it is.

#include <linux/interrupt.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void ok_asks(void)
{
	if (in_hardirq()) {
		spin_lock(&lock);
		spin_unlock(&lock);
	} else {
		spin_lock_irq(&lock);
		spin_unlock_irq(&lock);
	}
	if (irqs_disabled()) {
		spin_lock(&lock);
		spin_unlock(&lock);
	}
}

static void bad_asks(void)
{
	if (!in_interrupt()) {
		spin_lock_bh(&lock); // WARN: hardirq-inconsistent-state(lock)
		spin_unlock_bh(&lock);
	}
}

static irqreturn_t handler(int irq, void *data)
{
	ok_asks();
	bad_asks();
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	ok_asks();
	bad_asks();
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

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(ok_asks);
	oracle_task(ok_asks);
	oracle_hardirq(bad_asks);
}
#endif
