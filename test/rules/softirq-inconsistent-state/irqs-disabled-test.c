// RUN: %check_c %s %t
//
// irqs_disabled() splits as well.

#include <linux/irqflags.h>
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

static void touch(void)
{
	if (irqs_disabled()) {
		spin_lock(&lock);
		spin_unlock(&lock);
	} else {
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
		spin_unlock(&lock);
	}
}

static void task(struct work_struct *work)
{
	local_irq_disable();
	touch();
	local_irq_enable();
	touch();
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_irq_off(touch);
}
#endif
