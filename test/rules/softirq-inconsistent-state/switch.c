// RUN: %check_c %s %t
//
// A switch takes and releases in its own way for each case.

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

static void task(struct work_struct *work)
{
	int kind = state;

	switch (kind) {
	case 1:
		spin_lock_bh(&outer);
		break;
	case 2:
		spin_lock_irq(&outer);
		break;
	default:
		return;
	}
	spin_lock(&lock);
	spin_unlock(&lock);
	switch (kind) {
	case 1:
		spin_unlock_bh(&outer);
		break;
	case 2:
		spin_unlock_irq(&outer);
		break;
	}
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DECLARE_WORK(task_work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	state = 1;
	oracle_fire(&timer);
	oracle_fire(&task_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&task_work);
}
#endif
