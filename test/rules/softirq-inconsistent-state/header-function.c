// RUN: %check_c %s %t
//
// An inline function of a header that two files use: one site, listed once.

//--- demo.h
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
struct demo {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
};
static inline void demo_touch(struct demo *d)
{
	spin_lock(&d->lock); // WARN: softirq-inconsistent-state(struct demo.lock)
	spin_unlock(&d->lock);
}
void demo_expired(struct timer_list *timer);

//--- timer.c
#include "demo.h"
void demo_expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	demo_touch(d);
}

//--- work.c
#include "demo.h"
static void task(struct work_struct *work)
{
	demo_touch(container_of(work, struct demo, work));
}
void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, demo_expired, 0);
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
