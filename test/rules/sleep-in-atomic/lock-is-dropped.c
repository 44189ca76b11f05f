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

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void only_unlocked(void)
{
	spin_lock(&demo.lock);
	wait_unlocked(&demo);
	spin_unlock(&demo.lock);
}

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	oracle_task(demo_run, &demo);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&demo.lock);
	oracle_task(only_unlocked);
}
#endif
