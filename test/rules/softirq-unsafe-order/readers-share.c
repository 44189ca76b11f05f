// RUN: %check_c %s %t
// The softirq only reads the outer lock, and so do those who take the inner one under it: they share it.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	read_lock(&outer);
	read_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void ok_nested(struct work_struct *work)
{
	read_lock(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	read_unlock(&outer);
}
static DECLARE_WORK(work, ok_nested);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
