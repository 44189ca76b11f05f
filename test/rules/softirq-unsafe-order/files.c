// RUN: %check_c %s %t
//
// The two sides and the nesting in three files.

//--- demo.h
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
struct demo {
	spinlock_t outer, inner;
	struct timer_list timer;
	struct work_struct nest, task;
};
void demo_expired(struct timer_list *timer);
void demo_nest(struct work_struct *work);

//--- timer.c
#include "demo.h"
void demo_expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->outer);
	spin_unlock(&d->outer);
}

//--- nest.c
#include "demo.h"
void demo_nest(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, nest);

	spin_lock_bh(&d->outer);
	spin_lock(&d->inner); // SAFE: softirq-unsafe-order
	spin_unlock(&d->inner);
	spin_unlock_bh(&d->outer);
}

//--- main.c
#include "demo.h"
static void demo_task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, task);

	spin_lock(&d->inner); // WARN: softirq-unsafe-order(struct demo.inner)
	spin_unlock(&d->inner);
}
void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, demo_expired, 0);
	INIT_WORK(&d->nest, demo_nest);
	INIT_WORK(&d->task, demo_task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.outer);
	spin_lock_init(&demo.inner);
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.nest);
	oracle_fire(&demo.task);
}
#endif
