// RUN: %check_c %s %t
//
// spin_lock_nested(.., 1) takes a class of its own.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(apart);
static DEFINE_SPINLOCK(both);

static void expired(struct timer_list *timer)
{
	spin_lock_nested(&apart, SINGLE_DEPTH_NESTING);
	spin_unlock(&apart);
	spin_lock_nested(&both, SINGLE_DEPTH_NESTING);
	spin_unlock(&both);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock(&apart); // subclass 0, which no softirq takes
	spin_unlock(&apart);
	spin_lock_nested(&both, SINGLE_DEPTH_NESTING); // WARN: softirq-inconsistent-state
	spin_unlock(&both);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void take_apart(void)
{
	spin_lock(&apart);
	spin_unlock(&apart);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_task(take_apart);
}
#endif
