// RUN: %check_c %s %t
//
// A trylock adds no dependency on what is held, since it does not wait. But it is held afterwards.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(tried);
static DEFINE_SPINLOCK(held);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	if (spin_trylock(&tried))
		spin_unlock(&tried);
	spin_unlock(&outer);
	spin_lock(&held);
	spin_unlock(&held);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	if (!spin_trylock_bh(&held))
		return;
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_bh(&held);
}
static DECLARE_WORK(nested_work, nested);

static void task(struct work_struct *work)
{
	spin_lock(&tried); // outer -> tried is no dependency
	spin_unlock(&tried);
	spin_lock(&inner); // WARN: softirq-unsafe-order(inner, held)
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

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
