// RUN: %check_c %s %t
//
// What is held while lock/1 is taken says nothing about lock/0.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_lock_nested(&inner, SINGLE_DEPTH_NESTING);
	spin_unlock(&inner);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
