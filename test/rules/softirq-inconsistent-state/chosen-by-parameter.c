// RUN: %check_c %s %t
//
// A parameter chooses the variant: the constant at each call decides, not the function alone.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void enter(bool softirq)
{
	if (softirq)
		spin_lock(&lock);
	else
		spin_lock_bh(&lock);
}

static void leave(bool softirq)
{
	if (softirq)
		spin_unlock(&lock);
	else
		spin_unlock_bh(&lock);
}

static void expired(struct timer_list *timer)
{
	enter(true);
	leave(true);
}
static DEFINE_TIMER(timer, expired);

static void ok_task(struct work_struct *work)
{
	enter(false);
	leave(false);
}
static DECLARE_WORK(ok, ok_task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
}
#endif
