// RUN: %check_c %s %t
//
// Subclass 0 is the class itself.

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
	spin_lock_nested(&lock, 0); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
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
