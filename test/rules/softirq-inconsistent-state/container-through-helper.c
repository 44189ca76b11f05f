// RUN: %check_c %s %t
//
// A helper gets the container: its callers know the field. Where nobody does, the class is unknown and nothing is said.

#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	struct sk_buff_head txq, rxq;
	struct sk_buff_head *any;
	struct timer_list timer;
	struct work_struct work;
};

static void drain(struct sk_buff_head *queue)
{
	spin_lock(&queue->lock);
	spin_unlock(&queue->lock);
}

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	drain(&d->txq);
	drain(d->any);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	drain(&d->rxq);
	drain(d->any);
	drain(&d->txq); // WARN: softirq-inconsistent-state(struct demo.txq.lock)
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void init_tx(struct sk_buff_head *queue)
{
	spin_lock_init(&queue->lock);
}

static void init_rx(struct sk_buff_head *queue)
{
	spin_lock_init(&queue->lock);
}

static void prepare(void)
{
	init_tx(&demo.txq);
	init_rx(&demo.rxq);
	demo.any = &demo.rxq;
	demo_setup(&demo);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_softirq(drain, &demo.txq);
	oracle_fire(&demo.work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_softirq(drain, &demo.txq);
	oracle_task(drain, &demo.rxq);
}
#endif
