// RUN: %check_c %s %t
// In softirq read_lock() is recursive and does not wait for other readers: under a lock it makes a weak dependency, and
// readers with BHs on do not count.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_RWLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	read_lock(&inner);
	read_unlock(&inner);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void ok_reader(struct work_struct *work)
{
	read_lock(&inner);
	read_unlock(&inner);
}
static DECLARE_WORK(work, ok_reader);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
