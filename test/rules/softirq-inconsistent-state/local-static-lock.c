// RUN: %check_c %s %t
//
// A static lock inside a function is a class of that function.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static void expired(struct timer_list *timer)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void both(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void other(struct timer_list *timer)
{
	both();
}
static DEFINE_TIMER(second, other);

static void task(struct work_struct *work)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	spin_unlock(&lock);
	both();
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&second);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
