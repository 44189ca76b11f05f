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
