// RUN: %check_c %s %t
//
// The caller's lock is held while a callee enables BHs; the caller knows the class, so the site is the call.

#include <linux/bottom_half.h>
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

static void let_softirqs_in(void)
{
	local_bh_enable();
	local_bh_disable();
}

static void bad_pause(struct work_struct *work)
{
	spin_lock_bh(&lock);
	let_softirqs_in(); // WARN: softirq-inconsistent-state(lock)
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(bad, bad_pause);

static void pair(void)
{
	local_bh_disable();
	local_bh_enable();
}

static void ok_pair(struct work_struct *work)
{
	spin_lock_bh(&lock);
	pair();
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(ok, ok_pair);

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
	oracle_fire(&ok);
}
#endif
