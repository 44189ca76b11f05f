// RUN: %check_c %s %t
//
// The examples of docs/rules/sleep-in-atomic.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/delay.h>
#include <linux/spinlock.h>

struct queue {
	spinlock_t lock;
	int length;
};

static void settle(struct queue *q)
{
	do
		msleep(10);
	while (q->length);
}

void demo_bad(struct queue *q);
void demo_bad(struct queue *q)
{
	spin_lock_bh(&q->lock);
	settle(q); // WARN: sleep-in-atomic
	spin_unlock_bh(&q->lock);
}

#ifdef LOCKCTX_ORACLE
static struct queue the_queue;

void run_bad(void);
void run_bad(void)
{
	spin_lock_init(&the_queue.lock);
	oracle_task(demo_bad, &the_queue);
}
#endif

//--- fixed.c
#include <linux/delay.h>
#include <linux/spinlock.h>

struct queue {
	spinlock_t lock;
	int length;
};

static void settle(struct queue *q)
{
	do
		msleep(10);
	while (q->length);
}

void demo_fixed(struct queue *q);
void demo_fixed(struct queue *q)
{
	spin_lock_bh(&q->lock);
	q->length = 0;
	spin_unlock_bh(&q->lock);
	settle(q);
}

#ifdef LOCKCTX_ORACLE
static struct queue the_queue;

void run_bad(void);

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	spin_lock_init(&the_queue.lock);
	oracle_task(demo_fixed, &the_queue);
}
#endif
