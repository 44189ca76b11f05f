// DESIGN.md's reference case, as bes2600 has it: a lock that a softirq takes is
// held while a lock is taken that a work item takes with BHs on. The driver's own
// module_init() sets it off; the case needs nothing of the oracle's.
// ORACLE: order-softirq
#include <linux/module.h>
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
static struct queue queue;

static void queue_tx(struct timer_list *timer)
{
	struct queue *q = from_timer(q, timer, tx);

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

static void queue_join(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, join);

	spin_lock(&q->pending_record_lock); // SOFTIRQ-ON
	spin_unlock(&q->pending_record_lock);
}

static void queue_clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear.work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->pending_record_lock); // BHs are off: right
	spin_unlock(&q->pending_record_lock);
	spin_unlock_bh(&q->lock);
}

static int __init queue_init(void)
{
	struct queue *q = &queue;

	spin_lock_init(&q->lock);
	spin_lock_init(&q->pending_record_lock);
	timer_setup(&q->tx, queue_tx, 0);
	INIT_WORK(&q->join, queue_join);
	INIT_DELAYED_WORK(&q->clear, queue_clear);
	mod_timer(&q->tx, jiffies + 1);
	schedule_work(&q->join);
	schedule_delayed_work(&q->clear, HZ);
	return 0;
}
module_init(queue_init);

static void __exit queue_exit(void)
{
	timer_delete_sync(&queue.tx);
	cancel_work_sync(&queue.join);
	cancel_delayed_work_sync(&queue.clear);
}
module_exit(queue_exit);
MODULE_LICENSE("GPL");
