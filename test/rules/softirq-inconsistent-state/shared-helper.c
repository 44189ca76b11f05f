// RUN: %check_c %s %t
//
// One function for both sides: its line is wrong, and listed once.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void count(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void deeper(void)
{
	count();
}

static void expired(struct timer_list *timer)
{
	deeper();
}
static DEFINE_TIMER(timer, expired);

static void ok_task(struct work_struct *work)
{
	local_bh_disable();
	deeper();
	local_bh_enable();
}
static DECLARE_WORK(ok, ok_task);

static void bad_task(struct work_struct *work)
{
	deeper();
}
static DECLARE_WORK(bad, bad_task);

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
}
#endif
