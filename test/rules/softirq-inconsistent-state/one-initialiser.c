// RUN: %check_c %s %t
//
// Locks that one function initialises share that spin_lock_init()'s key: one class for lockdep.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t fast, slow;
	struct timer_list timer;
	struct work_struct work;
};

static void init_lock(spinlock_t *l)
{
	spin_lock_init(l);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->fast);
	spin_unlock(&d->fast);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	spin_lock(&d->slow); // WARN: softirq-inconsistent-state
	spin_unlock(&d->slow);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	init_lock(&d->fast);
	init_lock(&d->slow);
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
