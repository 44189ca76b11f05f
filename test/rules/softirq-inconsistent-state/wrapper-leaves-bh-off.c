// RUN: %check_c %s %t
//
// Wrappers may return with BHs off and with the lock held: what comes between them is seen in that state.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t outer, inner;
	struct timer_list timer;
	struct work_struct work;
};

static struct demo *demo_get(struct demo *d)
{
	spin_lock_bh(&d->outer);
	return d;
}

static void demo_put(struct demo *d)
{
	spin_unlock_bh(&d->outer);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->inner);
	spin_unlock(&d->inner);
}

static void task(struct work_struct *work)
{
	struct demo *d = demo_get(container_of(work, struct demo, work));

	spin_lock(&d->inner);
	spin_unlock(&d->inner);
	demo_put(d);
	spin_lock(&d->inner); // WARN: softirq-inconsistent-state(struct demo.inner)
	spin_unlock(&d->inner);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	spin_lock_init(&demo.outer);
	spin_lock_init(&demo.inner);
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
