// RUN: %check_c %s %t
//
// SOFTIRQ-ON is marked only where hardirqs are enabled too: with IRQs off no softirq can come.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_irqs_off(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock(&lock);
	spin_unlock(&lock);
	local_irq_restore(flags);

	local_irq_disable();
	spin_lock(&lock);
	spin_unlock(&lock);
	local_irq_enable();

	spin_lock_irq(&outer);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_irq(&outer);

	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DECLARE_WORK(work, ok_irqs_off);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
