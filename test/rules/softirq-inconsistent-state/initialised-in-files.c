// RUN: %check_c %s %t
//
// Each place that initialises a lock has a key of its own. If they are in several files, whether both sides have the
// same is not known: little confidence. If one file has them, its own structure tells.
//
// ORACLE: none several files are not one, which a case is; fp-two-initialisers.c has the like

//--- queue.h
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
struct queue {
	spinlock_t lock;
	int length;
};
struct ring {
	spinlock_t lock;
};
void init_tx(struct queue *q);
void drain(struct queue *q);

//--- tx.c
#include "queue.h"
void init_tx(struct queue *q)
{
	spin_lock_init(&q->lock);
}

void drain(struct queue *q)
{
	spin_lock(&q->lock); // WARN: softirq-inconsistent-state(low)
	q->length = 0;
	spin_unlock(&q->lock);
}

//--- rx.c
#include "queue.h"
struct demo {
	struct queue rx, tx;
	struct ring ring;
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->rx.lock);
	d->rx.length++;
	spin_unlock(&d->rx.lock);
	spin_lock(&d->ring.lock);
	spin_unlock(&d->ring.lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	drain(&d->tx);
	spin_lock(&d->ring.lock); // WARN: softirq-inconsistent-state(high)
	spin_unlock(&d->ring.lock);
}

static void init_rx(struct queue *q)
{
	spin_lock_init(&q->lock);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	init_rx(&d->rx);
	init_tx(&d->tx);
	spin_lock_init(&d->ring.lock);
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}
