// RUN: %check_c %s %t
//
// Functions that call each other, with BHs off and on.

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

static void down(int depth);

static void up(int depth)
{
	if (depth > 0)
		down(depth - 1);
}

static void down(int depth)
{
	spin_lock_bh(&outer);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
	up(depth);
	if (!depth) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state
		spin_unlock(&lock);
	}
}

static void task(struct work_struct *work)
{
	down(state);
}
static DECLARE_WORK(task_work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&task_work);
}
#endif
