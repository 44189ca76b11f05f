// RUN: %check_c %s %t
//
// A wrapper hands the IRQ state to its caller, which hands it to another wrapper.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock, inner, last;
	unsigned long flags;
};

static void enter(struct demo *d, unsigned long *flags)
{
	spin_lock_irqsave(&d->lock, *flags);
}

static void leave(struct demo *d, unsigned long *flags)
{
	spin_unlock_irqrestore(&d->lock, *flags);
}

static void enter_kept(struct demo *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	d->flags = flags;
}

static void leave_kept(struct demo *d)
{
	spin_unlock_irqrestore(&d->lock, d->flags);
}

static irqreturn_t handler(int irq, void *data)
{
	struct demo *d = data;

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	spin_lock(&d->inner);
	spin_unlock(&d->inner);
	spin_lock(&d->last);
	spin_unlock(&d->last);
	return IRQ_HANDLED;
}

static irqreturn_t thread(int irq, void *data)
{
	struct demo *d = data;
	unsigned long flags;

	enter(d, &flags);
	spin_lock(&d->inner);
	spin_unlock(&d->inner);
	leave(d, &flags);
	enter_kept(d);
	spin_lock(&d->inner);
	spin_unlock(&d->inner);
	leave_kept(d);
	spin_lock(&d->last); // WARN: hardirq-inconsistent-state(struct demo.last)
	spin_unlock(&d->last);
	return IRQ_HANDLED;
}

int demo_setup(struct demo *d);
int demo_setup(struct demo *d)
{
	return request_threaded_irq(5, handler, thread, 0, "demo", d);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	spin_lock_init(&demo.lock);
	spin_lock_init(&demo.inner);
	spin_lock_init(&demo.last);
}

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_hardirq(handler, 5, &demo);
	oracle_task(thread, 5, &demo);
}
#endif
