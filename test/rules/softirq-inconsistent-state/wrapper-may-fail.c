// RUN: %check_c %s %t
//
// A wrapper holds the lock only if it returned true.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static bool alive;

static bool enter(void)
{
	spin_lock_bh(&outer);
	if (!alive) {
		spin_unlock_bh(&outer);
		return false;
	}
	return true;
}

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	if (!enter()) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
		spin_unlock(&lock);
		return;
	}
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
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
	alive = true;
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
