// RUN: %patch_c %s %t
// REQUIRES: guards
//
// Of a guard, only the word changes: it keeps the flags itself.

#include <linux/cleanup.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(soft);
static DEFINE_SPINLOCK(hard);

static irqreturn_t handler(int irq, void *data)
{
	guard(spinlock)(&hard);
	return IRQ_HANDLED;
}

static void expired(struct timer_list *timer)
{
	guard(spinlock)(&soft);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	scoped_guard(spinlock, &soft) // -> scoped_guard(spinlock_bh, &soft)
		barrier();
	scoped_guard(spinlock_bh, &soft)
		barrier();
	guard(spinlock)(&hard); // -> guard(spinlock_irqsave)(&hard);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}
