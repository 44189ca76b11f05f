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

#ifdef LOCKCTX_ORACLE
static void hold_tried(void)
{
	spin_lock_bh(&tried);
	bad_else(NULL);
	spin_unlock_bh(&tried);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
	oracle_fire(&bad);
}

// ORACLE-UNSEEN: softirq-inconsistent-state the trylock fails only if another CPU holds the lock, and there is only one
#endif
