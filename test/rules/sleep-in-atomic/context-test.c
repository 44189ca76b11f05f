// RUN: %check_c %s %t
//
// Code that asks for its context before it sleeps is right in all of them.

#include <linux/delay.h>
#include <linux/preempt.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static void settle(void)
{
	if (!in_interrupt())
		msleep(10);
}

static void settle_unless(bool atomic)
{
	if (!atomic)
		msleep(10);
}

static void expired(struct timer_list *timer)
{
	settle();
	settle_unless(true);
	settle_unless(false); // WARN: sleep-in-atomic
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	settle();
	settle_unless(false);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
	oracle_softirq(settle);
}
#endif
