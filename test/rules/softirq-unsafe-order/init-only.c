// RUN: %check_c %s %t
//
// The nesting happens only while the module is set up.

#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock(&inner); // WARN: softirq-unsafe-order(init, inner)
	spin_unlock(&inner);
}
static DECLARE_WORK(work, task);

static int __init demo_init(void)
{
	spin_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_bh(&outer);
	return 0;
}
module_init(demo_init);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
