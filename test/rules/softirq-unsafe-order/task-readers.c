// RUN: %check_c %s %t
//
// In a task read_lock() waits behind a waiting writer: it makes a strong dependency, and readers with BHs on count.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_RWLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_irq(&outer);
	read_lock(&inner);
	read_unlock(&inner);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	read_lock(&inner); // WARN: softirq-unsafe-order(inner)
	read_unlock(&inner);
}
static DECLARE_WORK(work, bad);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&work);
}
#endif
