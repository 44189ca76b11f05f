// RUN: %check_c %s %t
//
// Locks in arrays are one class: the index does not count.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock;
	int length;
};
struct demo {
	struct queue queues[4];
	spinlock_t locks[4];
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->locks[0]);
	spin_unlock(&d->locks[0]);
	spin_lock(&d->queues[1].lock);
	spin_unlock(&d->queues[1].lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);
	struct queue *q;
	int i;

	for (i = 0; i < 4; i++) {
		spin_lock(&d->locks[i]); // WARN: softirq-inconsistent-state(struct demo.locks)
		spin_unlock(&d->locks[i]);
	}
	for (q = d->queues; q < d->queues + 4; q++) {
		spin_lock(&q->lock); // WARN: softirq-inconsistent-state(struct queue.lock)
		spin_unlock(&q->lock);
	}
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	int i;

	for (i = 0; i < 4; i++) {
		spin_lock_init(&demo.locks[i]);
		spin_lock_init(&demo.queues[i].lock);
	}
	demo_setup(&demo);
}

static void take_queues(void)
{
	int i;

	for (i = 0; i < 4; i++) {
		spin_lock(&demo.queues[i].lock);
		spin_unlock(&demo.queues[i].lock);
	}
}

// ORACLE(locks): usage-softirq
ORACLE_CASE(locks)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}

// ORACLE(queues): usage-softirq
ORACLE_CASE(queues)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_task(take_queues);
}
#endif
