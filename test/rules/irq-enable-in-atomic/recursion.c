// RUN: %check_c %s %t
//
// Functions that call each other before one of them enables IRQs: that what each does is looked up in the other comes to
// an end. (That task() gets IRQs on within its section is missed: docs/rules/irq-enable-in-atomic.md, Limits.)
//
// ORACLE: none what is missed below a recursion is a limit, and no verdict

#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct device {
	spinlock_t lock, list;
};

static struct device device;
static void reset(struct device *d, int n);

static void drop(struct device *d)
{
	spin_unlock_irq(&d->list);
}

static void take(struct device *d)
{
	spin_lock(&d->list);
}

static void change(struct device *d, int n)
{
	if (n)
		reset(d, n - 1);
}

static void reset(struct device *d, int n)
{
	change(d, n);
	take(d);
	drop(d);
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&device.lock, flags);
	reset(&device, 3);
	spin_unlock_irqrestore(&device.lock, flags);
}
static DECLARE_WORK(work, task);
