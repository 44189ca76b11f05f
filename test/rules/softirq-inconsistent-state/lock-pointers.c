// RUN: %check_c %s %t
//
// A lock through local pointers is still the lock.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock;
};
struct demo {
	struct queue tx, *rx;
	spinlock_t *any;
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);
	spinlock_t *l = &d->tx.lock;

	spin_lock(l);
	spin_unlock(l);
	spin_lock(d->any); // whose lock that is, nobody says
	spin_unlock(d->any);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);
	struct queue *q = d->rx;

	spin_lock(&q->lock); // WARN: softirq-inconsistent-state(struct queue.lock)
	spin_unlock(&q->lock);
	spin_lock(d->any);
	spin_unlock(d->any);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct queue own;
static spinlock_t someones;
static struct demo demo = { .rx = &own, .any = &someones };

static void queue_init(struct queue *q)
{
	spin_lock_init(&q->lock);
}

static void prepare(void)
{
	queue_init(&demo.tx);
	queue_init(&own);
	spin_lock_init(&someones);
	demo_setup(&demo);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
