// RUN: %check_c %s %t
//
// The saved IRQ state travels as a result, through a pointer, or in a struct.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);

static unsigned long enter(void)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	return flags;
}

static void enter_to(unsigned long *flags)
{
	spin_lock_irqsave(&outer, *flags);
}

static void leave(unsigned long flags)
{
	spin_unlock_irqrestore(&outer, flags);
}

static void touch(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
}

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	unsigned long flags = enter();

	spin_lock(&lock);
	spin_unlock(&lock);
	leave(flags);
	enter_to(&flags);
	spin_lock(&lock);
	spin_unlock(&lock);
	leave(flags);
	touch(); // IRQs are on again
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
