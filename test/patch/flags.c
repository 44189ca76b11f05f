// RUN: %patch_c %s %t
//
// A lock of a hardirq: _irqsave with a variable that is there, or a new one; and _irq where a function sleeps itself.

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock, other;
	int state;
};
static struct demo *demo;

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&demo->lock);
	spin_lock(&demo->other);
	spin_unlock(&demo->other);
	spin_unlock(&demo->lock);
	return IRQ_HANDLED;
}

int exported(struct demo *d);
int exported(struct demo *d)
{
	struct demo *same = d;
	int state; // + unsigned long flags;

	spin_lock(&same->lock); // -> spin_lock_irqsave(&same->lock, flags);
	state = d->state;
	spin_unlock(&same->lock); // -> spin_unlock_irqrestore(&same->lock, flags);
	return state;
}

int without_declarations(struct demo *d);
int without_declarations(struct demo *d)
{
	demo->state++; // +_ unsigned long flags;
	spin_lock_bh(&demo->lock); // -> spin_lock_irqsave(&demo->lock, flags);
	if (d->state) {
		spin_unlock_bh(&demo->lock); // -> spin_unlock_irqrestore(&demo->lock, flags);
		return 1;
	}
	spin_unlock_bh(&demo->lock); // -> spin_unlock_irqrestore(&demo->lock, flags);
	return 0;
}

int has_flags(struct demo *d);
int has_flags(struct demo *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->other, flags);
	spin_unlock_irqrestore(&d->other, flags);
	spin_lock(&d->lock); // -> spin_lock_irqsave(&d->lock, flags);
	spin_unlock(&d->lock); // -> spin_unlock_irqrestore(&d->lock, flags);
	return 0;
}

int flags_in_use(struct demo *d);
int flags_in_use(struct demo *d)
{
	struct demo *same = d; // + unsigned long irq_flags;
	unsigned long flags;

	spin_lock(&same->lock); // -> spin_lock_irqsave(&same->lock, irq_flags);
	spin_lock_irqsave(&d->other, flags);
	spin_unlock_irqrestore(&d->other, flags);
	spin_unlock(&same->lock); // -> spin_unlock_irqrestore(&same->lock, irq_flags);
	return 0;
}

static void task(struct work_struct *work)
{
	spin_lock(&demo->lock); // -> spin_lock_irq(&demo->lock);
	demo->state++;
	spin_unlock(&demo->lock); // -> spin_unlock_irq(&demo->lock);
	msleep(1);
	exported(demo);
	without_declarations(demo);
	has_flags(demo);
	flags_in_use(demo);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}
