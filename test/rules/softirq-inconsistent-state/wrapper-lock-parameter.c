// RUN: %check_c %s %t
//
// A wrapper that is handed the lock: the class is known where it is called, and that is the site.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(shared);
static DEFINE_SPINLOCK(tasks_only);
static DEFINE_SPINLOCK(outer);

static void lock_it(spinlock_t *l)
{
	spin_lock(l);
}

static void unlock_it(spinlock_t *l)
{
	spin_unlock(l);
}

static void lock_again(spinlock_t *l)
{
	lock_it(l);
}

static void expired(struct timer_list *timer)
{
	lock_again(&shared);
	unlock_it(&shared);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	lock_again(&shared); // WARN: softirq-inconsistent-state(shared)
	unlock_it(&shared);
	lock_again(&tasks_only);
	unlock_it(&tasks_only);
	spin_lock_bh(&outer);
	lock_it(&shared); // BHs are off
	unlock_it(&shared);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
