// RUN: %check_c %s %t
//
// Where a proven rule speaks of the class, this one is silent.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(used);
static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&used);
	spin_unlock(&used);
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_lock(&used);
	spin_unlock(&used);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock(&inner); // WARN: softirq-unsafe-order
	spin_unlock(&inner);
	spin_lock(&used); // WARN: softirq-inconsistent-state, softirq-unsafe-order
	spin_unlock(&used);
}
static DECLARE_WORK(bad_work, bad);

#ifdef LOCKCTX_ORACLE
static void take_inner(void)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}

static void take_used(void)
{
	spin_lock(&used);
	spin_unlock(&used);
}

static void take_used_under_outer(void)
{
	spin_lock_bh(&outer);
	spin_lock(&used);
	spin_unlock(&used);
	spin_unlock_bh(&outer);
}

static void take_outer(void)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}

// ORACLE(order): order-softirq
ORACLE_CASE(order)
{
	oracle_task(take_inner);
	oracle_fire(&timer);
	oracle_fire(&nested_work);
}

// ORACLE(usage): usage-softirq
ORACLE_CASE(usage)
{
	oracle_fire(&timer);
	oracle_task(take_used);
}

// ORACLE(used_order): order-softirq
ORACLE_CASE(used_order)
{
	oracle_task(take_used);
	oracle_softirq(take_outer);
	oracle_task(take_used_under_outer);
}
#endif
