// RUN: %check_c %s %t
// XFAIL: *
// Not yet: what was known of a global outlives the lock that guarded it.
//
// A global that was tested under a lock may have changed once the lock was dropped.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static bool alive;

static bool enter(void)
{
	spin_lock_bh(&outer);
	if (!alive) {
		spin_unlock_bh(&outer);
		return false;
	}
	return true;
}

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	if (!enter())
		return;
	spin_unlock_bh(&outer);
	if (!enter()) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
		spin_unlock(&lock);
		return;
	}
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(work, task);

// ORACLE: none a race: both sides of the dropped lock have to run at once
