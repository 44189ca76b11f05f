// RUN: %check_c %s %t
// REQUIRES: guards
//
// Guards take and release like the calls that they stand for.

#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void expired(struct timer_list *timer)
{
	guard(spinlock)(&lock);
	count++;
}
static DEFINE_TIMER(timer, expired);

static void bad_guard(struct work_struct *work)
{
	guard(spinlock)(&lock); // WARN: softirq-inconsistent-state(lock)
	count++;
}
static DECLARE_WORK(bad, bad_guard);

static void ok_guard(struct work_struct *work)
{
	guard(spinlock_bh)(&lock);
	count++;
}
static DECLARE_WORK(ok, ok_guard);

static void bad_scoped(struct work_struct *work)
{
	scoped_guard(spinlock_irqsave, &lock)
		count++;
	scoped_guard(spinlock, &lock) // WARN: softirq-inconsistent-state(lock)
		count++;
}
static DECLARE_WORK(scoped, bad_scoped);

#ifdef LOCKCTX_ORACLE
// ORACLE(plain): usage-softirq
ORACLE_CASE(plain)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(scoped): usage-softirq
ORACLE_CASE(scoped)
{
	oracle_fire(&timer);
	oracle_fire(&scoped);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
}
#endif
