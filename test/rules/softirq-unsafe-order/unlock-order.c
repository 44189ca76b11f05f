// RUN: %check_c %s %t
//
// Locks need not be released in the reverse order; BHs stay off until the last _bh is undone.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static DEFINE_SPINLOCK(last);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void hand_over_hand(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock_bh(&inner);
	spin_unlock_bh(&outer);
	spin_lock(&last); // under inner only, BHs off
	spin_unlock(&last);
	spin_unlock_bh(&inner);
}
static DECLARE_WORK(hand, hand_over_hand);

static void bad(struct work_struct *work)
{
	spin_lock(&last); // WARN: softirq-unsafe-order(last, outer)
	spin_unlock(&last);
}
static DECLARE_WORK(bad_work, bad);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&hand);
	oracle_fire(&bad_work);
}
#endif
