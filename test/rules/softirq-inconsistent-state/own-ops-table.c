// RUN: %check_c %s %t
//
// Calls through the driver's own table go to the functions stored in that field, not to all of that type.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo;
struct demo_ops {
	void (*tick)(struct demo *d);
	void (*clean)(struct demo *d);
};
struct demo {
	spinlock_t lock, other;
	const struct demo_ops *ops;
	struct timer_list timer;
	struct work_struct work;
};

static void demo_tick(struct demo *d)
{
	spin_lock(&d->lock); // softirq only
	spin_unlock(&d->lock);
	spin_lock(&d->other);
	spin_unlock(&d->other);
}

static void demo_clean(struct demo *d)
{
	spin_lock(&d->other); // WARN: softirq-inconsistent-state(struct demo.other)
	spin_unlock(&d->other);
}

static const struct demo_ops ops = { .tick = demo_tick, .clean = demo_clean };

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	d->ops->tick(d);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	if (d->ops->clean)
		d->ops->clean(d);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	d->ops = &ops;
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	spin_lock_init(&demo.lock);
	spin_lock_init(&demo.other);
	demo_setup(&demo);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
