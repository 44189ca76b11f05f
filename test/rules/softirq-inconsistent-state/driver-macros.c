// RUN: %check_c %s %t
//
// A driver's own macros around the lock macros: the site is where they are used.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
};

#define DEMO_LOCK(d) spin_lock(&(d)->lock)
#define DEMO_UNLOCK(d) spin_unlock(&(d)->lock)
#define DEMO_ENTER(d)                           \
	do {                                    \
		unsigned long __flags;          \
		spin_lock_irqsave(&(d)->lock, __flags)
#define DEMO_LEAVE(d)                                        \
		spin_unlock_irqrestore(&(d)->lock, __flags); \
	} while (0)

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	DEMO_LOCK(d);
	DEMO_UNLOCK(d);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	DEMO_ENTER(d);
	DEMO_LEAVE(d);
	DEMO_LOCK(d); // WARN: softirq-inconsistent-state(struct demo.lock)
	DEMO_UNLOCK(d);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
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
