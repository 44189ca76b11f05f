// RUN: %check_c %s %t
//
// Only where the trylock succeeded are BHs off afterwards.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(tried);
static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_then(struct work_struct *work)
{
	if (!spin_trylock_bh(&tried))
		return;
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_bh(&tried);
}
static DECLARE_WORK(ok, ok_then);

static void bad_else(struct work_struct *work)
{
	int got = spin_trylock_bh(&tried);

	if (!got) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
		spin_unlock(&lock);
	} else {
		spin_lock(&lock);
		spin_unlock(&lock);
		spin_unlock_bh(&tried);
	}
}
static DECLARE_WORK(bad, bad_else);
