// RUN: %check_c %s %t
//
// The usual ways out of a function: goto, several labels, a return in the middle.

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

static int ok_labels(void)
{
	int error = -1;

	spin_lock_bh(&outer);
	if (state == 0)
		goto unlock;
	spin_lock(&lock);
	if (state == 1)
		goto unlock_both;
	error = 0;
unlock_both:
	spin_unlock(&lock);
unlock:
	spin_unlock_bh(&outer);
	return error;
}

static void task(struct work_struct *work)
{
	int error = ok_labels();

	spin_lock_bh(&outer);
	if (error) {
		spin_unlock_bh(&outer);
		goto out;
	}
	spin_unlock_bh(&outer);
	return;
out:
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
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
	oracle_task(ok_labels);
	state = 1;
	oracle_task(ok_labels);
	state = 2;
	oracle_fire(&work);
}
#endif
