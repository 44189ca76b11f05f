// RUN: %check_c %s %t
//
// The examples of docs/rules/sync-cancel-deadlock.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct close_work;
	bool stopped;
	int ticks;
};

static void expire(struct timer_list *t)
{
	struct dev *d = container_of(t, struct dev, timer);

	spin_lock(&d->lock);
	if (!d->stopped)
		d->ticks++;
	spin_unlock(&d->lock);
}

static void close_dev(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, close_work);

	spin_lock_bh(&d->lock);
	del_timer_sync(&d->timer); // WARN: sync-cancel-deadlock
	spin_unlock_bh(&d->lock);
}

void demo_bad_setup(struct dev *d);
void demo_bad_setup(struct dev *d)
{
	spin_lock_init(&d->lock);
	timer_setup(&d->timer, expire, 0);
	INIT_WORK(&d->close_work, close_dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_dev);
	oracle_fire(&the_dev.timer);
	oracle_fire(&the_dev.close_work);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct close_work;
	bool stopped;
	int ticks;
};

static void expire(struct timer_list *t)
{
	struct dev *d = container_of(t, struct dev, timer);

	spin_lock(&d->lock);
	if (!d->stopped)
		d->ticks++;
	spin_unlock(&d->lock);
}

static void close_dev(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, close_work);

	spin_lock_bh(&d->lock);
	d->stopped = true;
	spin_unlock_bh(&d->lock);
	del_timer_sync(&d->timer);
}

void demo_fixed_setup(struct dev *d);
void demo_fixed_setup(struct dev *d)
{
	spin_lock_init(&d->lock);
	timer_setup(&d->timer, expire, 0);
	INIT_WORK(&d->close_work, close_dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);

// ORACLE(bad): circular
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_dev);
	oracle_fire(&the_dev.timer);
	oracle_fire(&the_dev.close_work);
}
#endif
