// RUN: %check_c %s %t
//
// local_irq_enable() with BHs off marks only HARDIRQ-ON: no softirq can come.

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(with_softirq);
static DEFINE_SPINLOCK(with_hardirq);

static void expired(struct timer_list *timer)
{
	spin_lock(&with_softirq);
	spin_unlock(&with_softirq);
}
static DEFINE_TIMER(timer, expired);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&with_hardirq);
	spin_unlock(&with_hardirq);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	local_bh_disable();
	local_irq_disable();
	spin_lock(&with_softirq);
	local_irq_enable();
	spin_unlock(&with_softirq);

	local_irq_disable();
	spin_lock(&with_hardirq);
	local_irq_enable(); // WARN: hardirq-inconsistent-state(with_hardirq)
	spin_unlock(&with_hardirq);
	local_bh_enable();
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

// ORACLE(softirq): silent
ORACLE_CASE(softirq)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
