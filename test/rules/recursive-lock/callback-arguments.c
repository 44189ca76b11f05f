// RUN: %check_c %s %t -- --rule recursive-lock
//
// A helper calls what it is passed, with the object that it is passed: the lock is taken twice.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct work_struct work;
};

static void run_it(void (*function)(struct dev *d), struct dev *d)
{
	function(d);
}

static void count(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void task(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, work);

	spin_lock(&d->lock);
	run_it(count, d); // WARN: recursive-lock(struct dev.lock)
	spin_unlock(&d->lock);
}

void demo_setup(struct dev *d);
void demo_setup(struct dev *d)
{
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct dev demo;

// ORACLE(bad): recursive
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	demo_setup(&demo);
	oracle_fire(&demo.work);
}
#endif
