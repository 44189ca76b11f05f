// RUN: %check_c %s %t
//
// The thread of a threaded interrupt is a task with IRQs on.

#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct demo {
	spinlock_t lock, thread_only;
	int pending;
};

static irqreturn_t handler(int irq, void *data)
{
	struct demo *d = data;

	spin_lock(&d->lock);
	d->pending++;
	spin_unlock(&d->lock);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	struct demo *d = data;

	spin_lock_irq(&d->lock);
	d->pending = 0;
	spin_unlock_irq(&d->lock);
	spin_lock(&d->thread_only);
	spin_unlock(&d->thread_only);
	spin_lock(&d->lock); // WARN: hardirq-inconsistent-state(struct demo.lock)
	spin_unlock(&d->lock);
	return IRQ_HANDLED;
}

int demo_setup(struct demo *d, struct device *device);
int demo_setup(struct demo *d, struct device *device)
{
	return devm_request_threaded_irq(device, 5, handler, thread, 0, "demo", d);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	spin_lock_init(&demo.thread_only);
	oracle_hardirq(handler, 5, &demo);
	oracle_task(thread, 5, &demo);
}
#endif
