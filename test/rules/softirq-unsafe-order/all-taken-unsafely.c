// RUN: %check_c %s %t
//
// Every lock after the softirq's is a finding of its own if it is taken with BHs on; one that never is, is none.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_SPINLOCK(c);
static DEFINE_SPINLOCK(d);

static void expired(struct timer_list *timer)
{
	spin_lock(&a);
	spin_lock(&b);
	spin_unlock(&b);
	spin_lock(&c);
	spin_unlock(&c);
	spin_unlock(&a);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&a);
	spin_lock(&d);
	spin_unlock(&d);
	spin_unlock_bh(&a);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock(&d); // WARN: softirq-unsafe-order(d, a)
	spin_unlock(&d);
	spin_lock_bh(&b);
	spin_unlock_bh(&b);
	spin_lock_irq(&c);
	spin_unlock_irq(&c);
}
static DECLARE_WORK(bad_work, bad);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&bad_work);
}
#endif
