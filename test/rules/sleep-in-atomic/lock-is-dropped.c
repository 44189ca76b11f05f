// RUN: %check_c %s %t
//
// A helper that gives the caller's lock up before it sleeps, and takes it again, is right.

#include <linux/delay.h>
#include <linux/spinlock.h>

struct demo {
	spinlock_t lock;
};

static void wait_unlocked(struct demo *d)
{
	spin_unlock(&d->lock);
	msleep(10);
	spin_lock(&d->lock);
}

static void wait_locked(struct demo *d)
{
	msleep(10);
}

void demo_run(struct demo *d);
void demo_run(struct demo *d)
{
	spin_lock(&d->lock);
	wait_unlocked(d);
	wait_locked(d); // WARN: sleep-in-atomic
	spin_unlock(&d->lock);
}
