// RUN: %check_c %s %t
//
// A pair of helpers that lock under the same two conditions: nothing is held after the second.

#include <linux/delay.h>
#include <linux/spinlock.h>

struct demo {
	spinlock_t lock;
	int bus, index;
};

static void enter(struct demo *d, unsigned long *flags)
{
	if (d->bus == 1)
		return;
	if (d->index == 1)
		spin_lock_irqsave(&d->lock, *flags);
}

static void leave(struct demo *d, unsigned long *flags)
{
	if (d->bus == 1)
		return;
	if (d->index == 1)
		spin_unlock_irqrestore(&d->lock, *flags);
}

void demo_run(struct demo *d);
void demo_run(struct demo *d)
{
	unsigned long flags;

	enter(d, &flags);
	leave(d, &flags);
	msleep(10);
	enter(d, &flags);
	msleep(10); // WARN: sleep-in-atomic
	leave(d, &flags);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo = { .index = 1 }, quiet;

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	oracle_task(demo_run, &demo);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&quiet.lock);
	oracle_task(demo_run, &quiet);
}
#endif
