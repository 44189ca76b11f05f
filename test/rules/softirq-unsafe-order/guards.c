// RUN: %check_c %s %t
// REQUIRES: guards
//
// Nesting through guards.

#include <linux/cleanup.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);
static DEFINE_SPINLOCK(after);

static void expired(struct timer_list *timer)
{
	guard(spinlock)(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	scoped_guard(spinlock_bh, &outer) {
		guard(spinlock)(&inner);
	}
	scoped_guard(spinlock, &after) // outer is released
		barrier();
}
static DECLARE_WORK(nested_work, nested);

static void task(struct work_struct *work)
{
	guard(spinlock)(&inner); // WARN: softirq-unsafe-order(inner, outer)
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&work);
}
#endif
