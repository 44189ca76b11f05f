// RUN: %check_c %s %t
//
// The same function with one known caller in a task: that is enough.

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

void demo_flush(void);
void demo_flush(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
EXPORT_SYMBOL(demo_flush);

static void task(struct work_struct *work)
{
	demo_flush();
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
