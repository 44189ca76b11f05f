#include <linux/delay.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "demo.h"

static DEFINE_SPINLOCK(fresh);
struct demo *the_demo;

static void expired(struct timer_list *timer)
{
	struct demo *d = the_demo;

	spin_lock(&fresh);
	spin_unlock(&fresh);
	spin_lock(&d->lock);
	spin_lock(&d->other);
	d->n = 0;
	spin_unlock(&d->other);
	spin_unlock(&d->lock);
	msleep(1);
}
static DEFINE_TIMER(timer, expired);

static int count(struct demo *d)
{
	return d->n;
}

static void drop(struct demo *d)
{
	spin_lock(&d->other);
	d->n--;
	spin_unlock(&d->other);
}

static void task(struct work_struct *work)
{
	int n;
	struct demo *d = the_demo;

	spin_lock(&d->lock);
	n = d->n;
	spin_unlock(&d->lock);
	if (n > count(d))
		return;
	drop(d);
	more(d);
}
static DECLARE_WORK(work, task);
