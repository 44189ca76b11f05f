// RUN: %check_c %s %t
//
// Only the outermost spin_unlock_bh enables BHs; an inner one marks nothing.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static DEFINE_SPINLOCK(later);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
	spin_lock(&later);
	spin_unlock(&later);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock_bh(&inner);
	spin_unlock_bh(&inner); // outer is held, and BHs stay off
	spin_lock(&later);
	spin_unlock(&later);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(work, task);

static void bad_after(struct work_struct *work)
{
	spin_lock_bh(&inner);
	spin_unlock_bh(&inner);
	spin_lock(&outer); // WARN: softirq-inconsistent-state(outer)
	spin_unlock(&outer);
}
static DECLARE_WORK(bad, bad_after);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
