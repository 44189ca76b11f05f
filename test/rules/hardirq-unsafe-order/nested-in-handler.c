// RUN: %check_c %s %t
//
// The handler itself nests: then it also takes the inner lock, which is inconsistent by itself; a third lock, taken
// under the inner one elsewhere, is only out of order.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static DEFINE_SPINLOCK(last);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	spin_lock_irq(&inner);
	spin_lock(&last);
	spin_unlock(&last);
	spin_unlock_irq(&inner);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock(&last); // WARN: hardirq-unsafe-order(last, inner)
	spin_unlock(&last);
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
