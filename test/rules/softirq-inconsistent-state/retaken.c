// RUN: %check_c %s %t
//
// A helper gives its caller's lock back for a while and takes it as it was: that says nothing that the caller's own site
// does not say, even where it is called without the lock, which is another mistake.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(plain);
static int waited;

static void wait_a_while(void)
{
	spin_unlock_bh(&lock);
	waited++;
	spin_lock_bh(&lock);
}

static void wait_plainly(void)
{
	spin_unlock(&plain);
	waited++;
	spin_lock(&plain);
}

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_lock(&plain);
	spin_unlock(&plain);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	spin_lock_bh(&lock);
	wait_a_while();
	spin_unlock_bh(&lock);
	spin_lock(&plain); // WARN: softirq-inconsistent-state
	wait_plainly();
	spin_unlock(&plain);
}
static DECLARE_WORK(work, task);

static void dead(struct work_struct *work)
{
	wait_a_while();
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(dead_work, dead);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
