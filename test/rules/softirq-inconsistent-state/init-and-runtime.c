// RUN: %check_c %s %t
//
// A site in init code beside one at run time: the finding is not about init alone.

#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(high)
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);

static int __init demo_init(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(high)
	spin_unlock(&lock);
	return 0;
}
module_init(demo_init);

#ifdef LOCKCTX_ORACLE
// ORACLE(work): usage-softirq
ORACLE_CASE(work)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
