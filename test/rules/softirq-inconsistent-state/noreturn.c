// RUN: %check_c %s %t
//
// A path that ends in BUG() never gets to the rest of the function.

#include <linux/bug.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_bug(struct work_struct *work)
{
	if (state == 1)
		local_bh_disable();
	else
		BUG();
	spin_lock(&lock);
	spin_unlock(&lock);
	local_bh_enable();
}
static DECLARE_WORK(ok, ok_bug);

static void bad_warn(struct work_struct *work)
{
	BUG_ON(state > 5);
	if (WARN_ON(state == 2))
		return;
	if (WARN_ON_ONCE(state != 1))
		state = 1;
	else
		local_bh_disable(); // WARN: lock-imbalance
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DECLARE_WORK(bad, bad_warn);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): assert
ORACLE_CASE(bad)
{
	state = 3;
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	state = 1;
	oracle_fire(&timer);
	oracle_fire(&ok);
}

// ORACLE-UNSEEN: softirq-inconsistent-state WARN_ON() reports before the lock is taken
// ORACLE-UNSEEN: lock-imbalance WARN_ON() reports first, on the other way
#endif
