// RUN: %check_c %s %t
//
// A handler that only tries the outer lock does not make it hardirq-safe; one that tries the inner adds no dependency.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(tried);
static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static irqreturn_t handler(int irq, void *data)
{
	if (spin_trylock(&tried))
		spin_unlock(&tried);
	spin_lock(&outer);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	spin_lock_irq(&tried);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_irq(&tried);
	spin_lock_irq(&outer);
	if (spin_trylock(&inner))
		spin_unlock(&inner);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void plain(struct work_struct *work)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(plain_work, plain);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&plain_work);
}
#endif
