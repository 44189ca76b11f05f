// RUN: %check_c %s %t
//
// Both ends read: the handler the outer lock, the task the inner one. The circle closes through the writer that holds the
// outer while it takes the inner, as lockdep's exclusive_mask() explains. On one lock, two readers do no harm.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(outer);
static DEFINE_RWLOCK(inner);
static DEFINE_RWLOCK(alone);

static irqreturn_t handler(int irq, void *data)
{
	read_lock(&outer);
	read_unlock(&outer);
	read_lock(&alone);
	read_unlock(&alone);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	write_lock_irq(&outer);
	write_lock(&inner);
	write_unlock(&inner);
	write_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	read_lock(&inner); // WARN: hardirq-unsafe-order(inner, outer)
	read_unlock(&inner);
}
static DECLARE_WORK(bad_work, bad);

static void ok(struct work_struct *work)
{
	read_lock(&alone);
	read_unlock(&alone);
}
static DECLARE_WORK(ok_work, ok);

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

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&ok_work);
}
#endif
