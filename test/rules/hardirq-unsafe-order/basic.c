// RUN: %check_c %s %t
//
// A handler's lock is held while one is taken that others take with IRQs on; disabled BHs do not help.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&outer);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	spin_lock(&inner); // SAFE: hardirq-unsafe-order
	spin_unlock(&inner);
	spin_unlock_irqrestore(&outer, flags);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock_bh(&inner); // WARN: hardirq-unsafe-order(high, inner, outer)
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
