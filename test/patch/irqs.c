// RUN: %patch_c %s %t
//
// What enables IRQs too early restores them instead; and a site that callers reach with IRQs off must not use _bh.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(soft);
static DEFINE_SPINLOCK(other);
static int state;

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void expired(struct timer_list *timer)
{
	spin_lock(&soft);
	spin_unlock(&soft);
}
static DEFINE_TIMER(timer, expired);

static void inner(void)
{
	int error; // + unsigned long flags;

	spin_lock(&soft); // -> spin_lock_irqsave(&soft, flags);
	error = state;
	state = error + 1;
	spin_unlock(&soft); // -> spin_unlock_irqrestore(&soft, flags);
}

static void enables(int i)
{
	int error = i; // + unsigned long flags;

	spin_lock_irq(&other); // -> spin_lock_irqsave(&other, flags);
	if (error) {
		spin_unlock_irq(&other); // -> spin_unlock_irqrestore(&other, flags);
		return;
	}
	spin_unlock_irq(&other); // -> spin_unlock_irqrestore(&other, flags);
}

static void task(struct work_struct *work)
{
	unsigned long flags; // + unsigned long irq_flags;

	spin_lock_irqsave(&lock, flags);
	spin_lock_irq(&other); // -> spin_lock_irqsave(&other, irq_flags);
	spin_unlock_irq(&other); // -> spin_unlock_irqrestore(&other, irq_flags);
	spin_unlock_irqrestore(&lock, flags);
	local_irq_disable();
	inner();
	enables(state);
	local_irq_enable();
	inner();
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}
