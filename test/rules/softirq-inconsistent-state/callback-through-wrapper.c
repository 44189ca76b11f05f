// RUN: %check_c %s %t
//
// Callbacks reach the kernel through the driver's own helpers.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
	struct tasklet_struct tasklet;
};

static void demo_timer(struct demo *d, void (*function)(struct timer_list *))
{
	timer_setup(&d->timer, function, 0);
}

static void demo_work(struct work_struct *work, work_func_t function)
{
	INIT_WORK(work, function);
}

static void demo_run(struct demo *d, work_func_t function)
{
	demo_work(&d->work, function);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	spin_lock(&d->lock); // WARN: softirq-inconsistent-state(struct demo.lock)
	spin_unlock(&d->lock);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	demo_timer(d, expired);
	demo_run(d, task);
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
