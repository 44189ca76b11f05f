// RUN: %check_c %s %t
//
// The softirq only reads the outer lock: a writer that holds it while it takes the inner one closes the circle.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	read_lock(&outer);
	read_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	write_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	write_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void task(struct work_struct *work)
{
	spin_lock(&inner); // WARN: softirq-unsafe-order(inner, outer)
	spin_unlock(&inner);
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
