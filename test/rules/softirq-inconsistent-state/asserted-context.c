// RUN: %check_c %s %t
//
// A function that nobody is seen to call, but that sleeps whatever it is passed, runs in a task. One that sleeps only
// sometimes says nothing of its callers.

#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_lock(&other);
	spin_unlock(&other);
}
static DEFINE_TIMER(timer, expired);

void demo_stop(void);
void demo_stop(void)
{
	msleep(10);
	spin_lock(&lock); // WARN: softirq-inconsistent-state(medium, lock)
	spin_unlock(&lock);
}

void demo_flush(int wait);
void demo_flush(int wait)
{
	if (wait)
		msleep(10);
	spin_lock(&other);
	spin_unlock(&other);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_task(demo_stop);
}
#endif
