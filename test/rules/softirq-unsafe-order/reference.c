// RUN: %check_c %s %t
//
// The reference case: a lock that softirqs use is held while another is taken, which a work item takes with BHs on.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock;
	spinlock_t pending_record_lock;
	struct timer_list tx;
	struct work_struct join;
	struct delayed_work clear;
};

static void queue_tx(struct timer_list *timer)
{
	struct queue *q = from_timer(q, timer, tx);

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

static void queue_join(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, join);

	spin_lock(&q->pending_record_lock); // WARN: softirq-unsafe-order(high, struct queue.pending_record_lock, struct queue.lock)
	spin_unlock(&q->pending_record_lock);
}

static void queue_clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear.work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->pending_record_lock); // SAFE: softirq-unsafe-order
	spin_unlock(&q->pending_record_lock);
	spin_unlock_bh(&q->lock);
}

void queue_setup(struct queue *q);
void queue_setup(struct queue *q)
{
	timer_setup(&q->tx, queue_tx, 0);
	INIT_WORK(&q->join, queue_join);
	INIT_DELAYED_WORK(&q->clear, queue_clear);
}

#ifdef LOCKCTX_ORACLE
static struct queue queue;

static void prepare(void)
{
	spin_lock_init(&queue.lock);
	spin_lock_init(&queue.pending_record_lock);
	queue_setup(&queue);
}

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&queue.tx);
	oracle_fire(&queue.clear);
	oracle_fire(&queue.join);
}
#endif
