// RUN: %check_c %s %t
//
// A wrapper that is handed the object: it knows the lock, so the site is its own.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
};

static void enter(struct demo *d)
{
	spin_lock(&d->lock); // WARN: softirq-inconsistent-state(struct demo.lock)
}

static void leave(struct demo *d)
{
	spin_unlock(&d->lock);
}

static void enter_bh(struct demo *d)
{
	local_bh_disable();
	spin_lock(&d->lock); // SAFE: softirq-inconsistent-state
}

static void leave_bh(struct demo *d)
{
	spin_unlock(&d->lock);
	local_bh_enable();
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	enter(d);
	leave(d);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	enter(d);
	leave(d);
	enter_bh(d);
	leave_bh(d);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
