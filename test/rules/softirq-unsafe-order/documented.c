// RUN: %check_c %s %t
//
// The examples of docs/rules/softirq-unsafe-order.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock, pending_lock;
	struct timer_list timer;
	struct work_struct clear_work, join_work;
};

static void expired(struct timer_list *timer)
{
	struct queue *q = container_of(timer, struct queue, timer);

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

static void clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear_work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->pending_lock);
	spin_unlock(&q->pending_lock);
	spin_unlock_bh(&q->lock);
}

static void join(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, join_work);

	spin_lock(&q->pending_lock); // WARN: softirq-unsafe-order
	spin_unlock(&q->pending_lock);
}

void demo_bad_setup(struct queue *q);
void demo_bad_setup(struct queue *q)
{
	spin_lock_init(&q->lock);
	spin_lock_init(&q->pending_lock);
	timer_setup(&q->timer, expired, 0);
	INIT_WORK(&q->clear_work, clear);
	INIT_WORK(&q->join_work, join);
}

#ifdef LOCKCTX_ORACLE
static struct queue the_queue;

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_queue);
	oracle_fire(&the_queue.timer);
	oracle_fire(&the_queue.clear_work);
	oracle_fire(&the_queue.join_work);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct queue {
	spinlock_t lock, pending_lock;
	struct timer_list timer;
	struct work_struct clear_work, join_work;
};

static void expired(struct timer_list *timer)
{
	struct queue *q = container_of(timer, struct queue, timer);

	spin_lock(&q->lock);
	spin_unlock(&q->lock);
}

static void clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear_work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->pending_lock);
	spin_unlock(&q->pending_lock);
	spin_unlock_bh(&q->lock);
}

static void join(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, join_work);

	spin_lock_bh(&q->pending_lock);
	spin_unlock_bh(&q->pending_lock);
}

void demo_fixed_setup(struct queue *q);
void demo_fixed_setup(struct queue *q)
{
	spin_lock_init(&q->lock);
	spin_lock_init(&q->pending_lock);
	timer_setup(&q->timer, expired, 0);
	INIT_WORK(&q->clear_work, clear);
	INIT_WORK(&q->join_work, join);
}

#ifdef LOCKCTX_ORACLE
static struct queue the_queue;

void run_bad(void);

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_queue);
	oracle_fire(&the_queue.timer);
	oracle_fire(&the_queue.clear_work);
	oracle_fire(&the_queue.join_work);
}
#endif
