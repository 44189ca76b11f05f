// RUN: %check_c %s %t
// XFAIL: !lockdep
// Not yet: without LOCKDEP the macro expands to nothing, and its argument is not in the syntax tree.
//
// lockdep_set_novalidate_class takes a lock out of the check.

#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t free, watched;
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->free);
	spin_unlock(&d->free);
	spin_lock(&d->watched);
	spin_unlock(&d->watched);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	spin_lock(&d->free);
	spin_unlock(&d->free);
	spin_lock(&d->watched); // WARN: softirq-inconsistent-state(struct demo.watched)
	spin_unlock(&d->watched);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	spin_lock_init(&d->free);
	spin_lock_init(&d->watched);
	lockdep_set_novalidate_class(&d->free);
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

// ORACLE: none lockdep gives every lock that it does not validate the wait type of a mutex, and reports that first
