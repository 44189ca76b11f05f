// RUN: %check_c %s %t
//
// Through a chain a -> b -> c: whatever comes after a softirq's lock must not be taken with BHs on.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_SPINLOCK(c);

static void expired(struct timer_list *timer)
{
	spin_lock(&a);
	spin_unlock(&a);
}
static DEFINE_TIMER(timer, expired);

static void first(struct work_struct *work)
{
	spin_lock_bh(&a);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock_bh(&a);
}
static DECLARE_WORK(first_work, first);

static void second(struct work_struct *work)
{
	spin_lock_bh(&b);
	spin_lock(&c);
	spin_unlock(&c);
	spin_unlock_bh(&b);
}
static DECLARE_WORK(second_work, second);

static void bad_third(struct work_struct *work)
{
	spin_lock(&c); // WARN: softirq-unsafe-order(c, a)
	spin_unlock(&c);
}
static DECLARE_WORK(third_work, bad_third);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&first_work);
	oracle_fire(&second_work);
	oracle_fire(&third_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&first_work);
	oracle_fire(&second_work);
}
#endif
