// RUN: %check_c %s %t
// With BHs off, read_lock() is recursive in a task as well (in_interrupt() is true there): a weak dependency only.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_RWLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&outer);
	read_lock(&inner);
	read_unlock(&inner);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

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
	oracle_fire(&nested_work);
	oracle_fire(&work);
}
#endif
