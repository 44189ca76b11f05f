// RUN: %check_c %s %t
// REQUIRES: guards
//
// A guard ends with its scope, by any way out of it; until then BHs are off.

#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static int count;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static int sum(void)
{
	guard(spinlock_bh)(&outer);
	if (count > 3)
		return 0;
	spin_lock(&lock); // until here BHs are off
	spin_unlock(&lock);
	return count;
}

static void task(struct work_struct *work)
{
	if (sum())
		return;
	scoped_guard(spinlock_bh, &outer) {
		spin_lock(&lock);
		spin_unlock(&lock);
		if (count)
			return;
	}
	{
		guard(spinlock_irq)(&outer);
		spin_lock(&lock);
		spin_unlock(&lock);
	}
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
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

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	count = 1;
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
