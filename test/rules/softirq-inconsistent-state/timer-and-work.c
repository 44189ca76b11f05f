// RUN: %check_c %s %t
//
// A timer takes the lock in softirq. A work item must not take it with BHs on.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock); // SAFE: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void bad_plain(struct work_struct *work)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(high, lock)
	spin_unlock(&lock);
}
static DECLARE_WORK(plain, bad_plain);

static void ok_bh(struct work_struct *work)
{
	spin_lock_bh(&lock); // SAFE: softirq-inconsistent-state
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(bh, ok_bh);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&plain);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&bh);
}
#endif
