// RUN: %check_c %s %t
//
// An hrtimer expires in hardirq, unless its mode says soft.

#include <linux/hrtimer.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);

struct demo {
	struct hrtimer timer, soft;
	struct work_struct work;
};

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart on_soft_timer(struct hrtimer *timer)
{
	spin_lock(&other);
	spin_unlock(&other);
	return HRTIMER_NORESTART;
}

static void task(struct work_struct *work)
{
	spin_lock_bh(&lock); // WARN: hardirq-inconsistent-state(lock)
	spin_unlock_bh(&lock);
	spin_lock_bh(&other);
	spin_unlock_bh(&other);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	hrtimer_init(&d->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	d->timer.function = on_timer;
	hrtimer_init(&d->soft, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	d->soft.function = on_soft_timer;
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}

// ORACLE(soft): silent
ORACLE_CASE(soft)
{
	demo_setup(&demo);
	oracle_fire(&demo.soft);
	oracle_fire(&demo.work);
}
#endif
