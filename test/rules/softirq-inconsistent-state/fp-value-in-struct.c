// RUN: %check_c %s %t
// XFAIL: *
// Not yet: a constant that is kept in a member of a local struct is not known to the function that gets its address.
//
// Flags of a command in a struct on the stack: only synchronous commands take the lock, and the timer's is asynchronous.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define ASYNC 1

struct command {
	int id;
	int flags;
};

static DEFINE_SPINLOCK(wait_lock);

static void send(struct command *c)
{
	if (c->flags & ASYNC)
		return;
	spin_lock(&wait_lock);
	spin_unlock(&wait_lock);
}

static void expired(struct timer_list *timer)
{
	struct command c = { .id = 1, .flags = ASYNC };

	send(&c);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	struct command c = { .id = 2 };

	send(&c);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
