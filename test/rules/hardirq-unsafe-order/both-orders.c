// RUN: %check_c %s %t
//
// A lock that is softirq-unsafe is hardirq-unsafe as well: both rules have their own reason to speak.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(in_softirq_lock);
static DEFINE_SPINLOCK(in_hardirq_lock);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&in_softirq_lock);
	spin_unlock(&in_softirq_lock);
}
static DEFINE_TIMER(timer, expired);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&in_hardirq_lock);
	spin_unlock(&in_hardirq_lock);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	spin_lock_bh(&in_softirq_lock);
	spin_lock_irq(&in_hardirq_lock);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_irq(&in_hardirq_lock);
	spin_unlock_bh(&in_softirq_lock);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock(&inner); // WARN: softirq-unsafe-order(inner, in_softirq_lock), hardirq-unsafe-order(inner, in_hardirq_lock)
	spin_unlock(&inner);
}
static DECLARE_WORK(bad_work, bad);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(softirq): order-softirq
ORACLE_CASE(softirq)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&bad_work);
}

// ORACLE(hardirq): order-hardirq
ORACLE_CASE(hardirq)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&bad_work);
}
#endif
