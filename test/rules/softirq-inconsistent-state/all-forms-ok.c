// RUN: %check_c %s %t
//
// Every form that keeps softirqs away is right in a task.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_forms(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
	local_bh_disable();
	spin_lock(&lock);
	spin_unlock(&lock);
	local_bh_enable();
	if (spin_trylock_bh(&lock))
		spin_unlock_bh(&lock);
}
static DECLARE_WORK(work, ok_forms);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
