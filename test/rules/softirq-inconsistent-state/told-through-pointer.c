// RUN: %check_c %s %t
// XFAIL: *
// Not yet: what a callee stores through a pointer argument is not known to its caller.
//
// A function tells through a pointer whether it took the lock.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void enter(bool *locked)
{
	*locked = state > 0;
	if (*locked)
		spin_lock_bh(&outer);
}

static void ok_told(struct work_struct *work)
{
	bool locked;

	enter(&locked);
	if (locked) {
		spin_lock(&lock);
		spin_unlock(&lock);
		spin_unlock_bh(&outer);
	}
}
static DECLARE_WORK(ok_work, ok_told);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok_work);
	state = 1;
	oracle_fire(&ok_work);
}
#endif
