// RUN: %check_c %s %t
//
// One function holds, another takes, wrappers on both sides.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t outer, inner;
	struct timer_list timer;
	struct work_struct nest, task;
};

static void take(spinlock_t *l) { spin_lock(l); }
static void drop(spinlock_t *l) { spin_unlock(l); }

static void demo_lock(struct demo *d) { spin_lock_bh(&d->outer); }
static void demo_unlock(struct demo *d) { spin_unlock_bh(&d->outer); }

static void count(struct demo *d)
{
	take(&d->inner); // WARN: softirq-unsafe-order(struct demo.inner, struct demo.outer)
	drop(&d->inner);
}

static void deeper(struct demo *d)
{
	count(d);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	take(&d->outer);
	drop(&d->outer);
}

static void ok_nest(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, nest);

	demo_lock(d);
	deeper(d);
	demo_unlock(d);
}

static void bad_task(struct work_struct *work)
{
	count(container_of(work, struct demo, task));
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->nest, ok_nest);
	INIT_WORK(&d->task, bad_task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	spin_lock_init(&demo.outer);
	spin_lock_init(&demo.inner);
	demo_setup(&demo);
}

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.nest);
	oracle_fire(&demo.task);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.nest);
}
#endif
