// RUN: %check_c %s %t
//
// del_timer_sync() with a lock held that the timer takes, and from the timer itself: there each call that its function
// makes is a finding. Released first, or a lock that the timer only tries, it is right; del_timer() does not wait.

#include <linux/timer.h>
#include <linux/spinlock.h>
#include <linux/interrupt.h>
#include <linux/workqueue.h>

struct dev {
	struct timer_list timer, other, self;
	spinlock_t lock;
	spinlock_t tried;
	int count;
};

static struct dev the_dev;

static void fire(struct timer_list *t)
{
	struct dev *d = container_of(t, struct dev, timer);

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	if (spin_trylock(&d->tried))
		spin_unlock(&d->tried);
}

static void fire_other(struct timer_list *t)
{
}

static void stop(struct dev *d)
{
	del_timer_sync(&d->self);
}

static void stop_and_clear(struct dev *d)
{
	d->count = 0;
	stop(d);
}

static void fire_self(struct timer_list *t)
{
	struct dev *d = container_of(t, struct dev, self);

	stop(d); // WARN: sync-cancel-deadlock
	d->count++;
	if (d->count > 7)
		stop_and_clear(d); // WARN: sync-cancel-deadlock
}

static void close_wrong(struct dev *d)
{
	spin_lock_bh(&d->lock);
	del_timer_sync(&d->timer); // WARN: sync-cancel-deadlock(high, struct dev.lock)
	spin_unlock_bh(&d->lock);
}

static void close_right(struct dev *d)
{
	spin_lock_bh(&d->lock);
	del_timer_sync(&d->other);
	del_timer(&d->timer);
	spin_unlock_bh(&d->lock);
	del_timer_sync(&d->timer);
	spin_lock_bh(&d->tried);
	del_timer_sync(&d->timer);
	spin_unlock_bh(&d->tried);
}

static void task(struct work_struct *work)
{
	timer_setup(&the_dev.timer, fire, 0);
	timer_setup(&the_dev.other, fire_other, 0);
	timer_setup(&the_dev.self, fire_self, 0);
	close_wrong(&the_dev);
	close_right(&the_dev);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void prepare(void)
{
	spin_lock_init(&the_dev.lock);
	spin_lock_init(&the_dev.tried);
	timer_setup(&the_dev.timer, fire, 0);
	timer_setup(&the_dev.other, fire_other, 0);
	timer_setup(&the_dev.self, fire_self, 0);
}

// ORACLE(bad): circular
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&the_dev.timer);
	oracle_task(close_wrong, &the_dev);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_fire(&the_dev.timer);
	oracle_fire(&the_dev.other);
	oracle_task(close_right, &the_dev);
}
#endif
