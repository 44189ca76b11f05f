// RUN: %check_c %s %t
//
// A function that releases what its caller took: BHs are on again after it.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);

static void finish(void) __releases(&outer)
{
	spin_lock(&lock); // BHs are off
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
}

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock_bh(&outer);
	finish();
	spin_lock(&lock); // WARN: softirq-inconsistent-state
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
