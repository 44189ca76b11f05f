// RUN: %check_c %s %t
// XFAIL: *
// Not yet: locks of one field that are initialised at different places are one class here, and two for lockdep.
//
// A transmit and a receive queue are objects of one type, but each has a spin_lock_init() and thus a key of its own.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock;
	int length;
};

struct demo {
	struct queue rx, tx;
	struct timer_list timer;
	struct work_struct work;
};

static void init_rx(struct demo *d)
{
	struct queue *q = &d->rx;

	spin_lock_init(&q->lock);
}

static void init_tx(struct demo *d)
{
	struct queue *q = &d->tx;

	spin_lock_init(&q->lock);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);
	struct queue *q = &d->rx;

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);
	struct queue *q = &d->tx;

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	init_rx(d);
	init_tx(d);
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
