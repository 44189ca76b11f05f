// RUN: %check_c %s %t
//
// Flags of a command in a struct on the stack, from a constant or a parameter, handed down: only synchronous commands take
// the lock, and the timer's are asynchronous. What a callee that gets the address may have changed is not known any more.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define ASYNC 1

struct command {
	int id;
	int flags;
};

static DEFINE_SPINLOCK(wait_lock);

static DEFINE_SPINLOCK(stats_lock);

static void transmit(struct command *c)
{
	if (c->flags & ASYNC)
		return;
	spin_lock(&wait_lock);
	spin_unlock(&wait_lock);
}

static void send(struct command *c)
{
	transmit(c);
}

static void send_id(int id, int flags)
{
	struct command c = { .id = id, .flags = flags };

	send(&c);
}

static void prepare(struct command *c)
{
	c->flags = 0;
}

static void count(struct command *c)
{
	if (c->flags & ASYNC)
		return;
	spin_lock(&stats_lock); // WARN: softirq-inconsistent-state
	spin_unlock(&stats_lock);
}

static void expired(struct timer_list *timer)
{
	struct command c = { .id = 1, .flags = ASYNC };
	struct command d;

	send(&c);
	send_id(2, ASYNC);
	d.id = 3;
	d.flags = ASYNC;
	send(&d);
	prepare(&d);
	count(&d);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	struct command c = { .id = 2 };

	send(&c);
	send_id(4, 0);
	count(&c);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
