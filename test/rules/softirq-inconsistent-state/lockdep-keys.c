// RUN: %check_c --config lockdep %s %t
//
// lockdep_set_class: two locks with one key are one class.

#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static struct lock_class_key shared_key;

struct demo {
	spinlock_t fast, slow;
	struct timer_list timer;
	struct work_struct work;
};

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
	spin_lock_init(&d->fast);
	spin_lock_init(&d->slow);
	lockdep_set_class(&d->fast, &shared_key);
	lockdep_set_class(&d->slow, &shared_key);
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
