// RUN: %check_c %s %t
//
// As chosen-by-parameter.c, but the task passes the constant of the softirq.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void add(int context, int *sum)
{
	if (context == 1)
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	else
		spin_lock_bh(&lock);
	*sum += 1;
	if (context == 1)
		spin_unlock(&lock);
	else
		spin_unlock_bh(&lock);
}

static int sum;

static void expired(struct timer_list *timer)
{
	add(1, &sum);
}
static DEFINE_TIMER(timer, expired);

static void bad_task(struct work_struct *work)
{
	add(1, &sum);
	add(0, &sum);
}
static DECLARE_WORK(bad, bad_task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_task(add, 0, &sum);
}
#endif
