// RUN: %check_c %s %t
//
// A lock that is inconsistent by itself is wrong in every order. Those with locks of its own directory are reported beside
// that, those with locks of others, which come to it through a library say, are not.

//--- core/core.h
#include <linux/spinlock.h>

struct core {
	spinlock_t used, inner;
};

void core_receive(struct core *c);

//--- driver.c
#include "core/core.h"
#include <linux/timer.h>
#include <linux/workqueue.h>

static struct core core;
static DEFINE_SPINLOCK(queue);

void core_receive(struct core *c)
{
	spin_lock(&c->used); // WARN: softirq-inconsistent-state(struct core.used)
	spin_unlock(&c->used);
}

static void core_count(struct core *c)
{
	spin_lock(&c->inner); // WARN: softirq-unsafe-order(struct core.inner)
	spin_unlock(&c->inner);
}

static void expired(struct timer_list *timer)
{
	spin_lock(&queue);
	spin_unlock(&queue);
	core_receive(&core);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&queue);
	core_receive(&core);
	core_count(&core);
	spin_unlock_bh(&queue);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	core_receive(&core);
	core_count(&core);
}
static DECLARE_WORK(bad_work, bad);

#ifdef LOCKCTX_ORACLE
static void take_used(void)
{
	core_receive(&core);
}

static void take_inner(void)
{
	core_count(&core);
}

static void take_queue(void)
{
	spin_lock(&queue);
	spin_unlock(&queue);
}

static void nest_inner(void)
{
	spin_lock_bh(&queue);
	core_count(&core);
	spin_unlock_bh(&queue);
}

static void prepare(void)
{
	spin_lock_init(&core.used);
	spin_lock_init(&core.inner);
}

// ORACLE(usage): usage-softirq
ORACLE_CASE(usage)
{
	prepare();
	oracle_fire(&timer);
	oracle_task(take_used);
}

// ORACLE(order): order-softirq
ORACLE_CASE(order)
{
	prepare();
	oracle_task(take_inner);
	oracle_softirq(take_queue);
	oracle_task(nest_inner);
}
#endif
