// RUN: %check_c %s %t
//
// Code that asks where it runs: each branch is judged in the contexts that it is for.

#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void ok_asks(void)
{
	if (in_softirq()) {
		spin_lock(&lock);
		spin_unlock(&lock);
	} else {
		spin_lock_bh(&lock);
		spin_unlock_bh(&lock);
	}
	if (in_interrupt()) {
		spin_lock(&lock);
		spin_unlock(&lock);
	}
}

static void bad_asks(void)
{
	bool task = in_task();

	if (task)
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	else
		spin_lock(&lock); // SAFE: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void expired(struct timer_list *timer)
{
	ok_asks();
	bad_asks();
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	ok_asks();
	bad_asks();
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
	oracle_softirq(ok_asks);
	oracle_task(ok_asks);
	oracle_softirq(bad_asks);
}
#endif
