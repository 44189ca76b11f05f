// RUN: %check_c %s %t
//
// A timer runs in softirq and must not sleep; a work item may.

#include <linux/delay.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static void settle(void)
{
	msleep(10);
}

static void expired(struct timer_list *timer)
{
	settle(); // WARN: sleep-in-atomic
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	settle();
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
}
#endif
