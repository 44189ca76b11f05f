// RUN: %check_c %s %t
// XFAIL: *
// Not yet: a lock that may be one of two is in no class.
//
// One of two locks, chosen by an expression: each may be the one.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static DEFINE_SPINLOCK(other);

static void bad_either(struct work_struct *work)
{
	spinlock_t *l = state ? &lock : &other;

	spin_lock(l); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(l);
}
static DECLARE_WORK(either_work, bad_either);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	state = 1;
	oracle_fire(&timer);
	oracle_fire(&either_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&either_work);
}
#endif
