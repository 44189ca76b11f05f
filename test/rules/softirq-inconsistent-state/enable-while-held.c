// RUN: %check_c %s %t
//
// Enabling BHs while a lock is held marks the lock SOFTIRQ-ON there, however it was taken.

#include <linux/bottom_half.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void bad_order(struct work_struct *work)
{
	local_bh_disable();
	spin_lock(&lock);
	local_bh_enable(); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
}
static DECLARE_WORK(bad, bad_order);

static void ok_inner_pair(struct work_struct *work)
{
	spin_lock_bh(&lock);
	local_bh_disable();
	local_bh_enable();
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(ok, ok_inner_pair);

static void ok_irqs_off(struct work_struct *work)
{
	local_irq_disable();
	spin_lock(&lock);
	spin_unlock(&lock);
	local_irq_enable();
}
static DECLARE_WORK(off, ok_irqs_off);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
	oracle_fire(&off);
}
#endif
