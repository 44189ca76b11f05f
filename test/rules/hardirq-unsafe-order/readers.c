// RUN: %check_c %s %t
//
// The handler reads the outer lock; a writer holds it, with IRQs off, while it takes the inner one.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(outer);
static DEFINE_SPINLOCK(inner);

static irqreturn_t handler(int irq, void *data)
{
	read_lock(&outer);
	read_unlock(&outer);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	write_lock_irq(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	write_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock_bh(&inner); // WARN: hardirq-unsafe-order(inner, outer)
	spin_unlock_bh(&inner);
}
static DECLARE_WORK(bad_work, bad);

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
	oracle_fire(&bad_work);
}
#endif
