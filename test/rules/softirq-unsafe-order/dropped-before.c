// RUN: %check_c %s %t
//
// A lock that is dropped before the other is taken is no dependency: in the function itself, or in a callee.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void ok_dropped(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_unlock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(dropped, ok_dropped);

static void pause(void)
{
	spin_unlock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_lock_bh(&outer);
}

static void ok_paused(struct work_struct *work)
{
	spin_lock_bh(&outer);
	pause();
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(paused, ok_paused);

static void ok_on_one_path(struct work_struct *work)
{
	bool more = work->data.counter;

	spin_lock_bh(&outer);
	if (more)
		spin_unlock_bh(&outer);
	if (more) {
		spin_lock(&inner);
		spin_unlock(&inner);
	}
	if (!more)
		spin_unlock_bh(&outer);
}
static DECLARE_WORK(path, ok_on_one_path);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&dropped);
	oracle_fire(&paused);
	oracle_fire(&path);
}
#endif
