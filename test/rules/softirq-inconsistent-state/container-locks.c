// RUN: %check_c %s %t
//
// The lock of a general container is told apart by the field that embeds it: each queue has a class of its own.

#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	struct sk_buff_head txq, rxq;
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->txq.lock);
	spin_unlock(&d->txq.lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	spin_lock(&d->rxq.lock); // no softirq takes this one
	spin_unlock(&d->rxq.lock);
	skb_queue_purge(&d->txq); // saves IRQs itself
	spin_lock(&d->txq.lock); // WARN: softirq-inconsistent-state(struct demo.txq.lock)
	spin_unlock(&d->txq.lock);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	skb_queue_head_init(&d->txq);
	skb_queue_head_init(&d->rxq);
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	demo_setup(&demo);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
