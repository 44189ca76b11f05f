// RUN: %check_c %s %t
//
// Mutexes nest around spinlocks and are no part of this: no softirq can take one.

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(config);
static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(tasks_only);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	mutex_lock(&config);
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
	spin_lock(&tasks_only);
	spin_unlock(&tasks_only);
	mutex_unlock(&config);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
