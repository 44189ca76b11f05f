// RUN: %check_c %s %t
//
// A softirq runs with IRQs on: what it takes plainly is hardirq-unsafe.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&outer);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void expired(struct timer_list *timer)
{
	spin_lock(&inner); // WARN: hardirq-unsafe-order(inner, outer)
	spin_unlock(&inner);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_irq(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-hardirq
ORACLE_CASE(bad)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&timer);
}
#endif
