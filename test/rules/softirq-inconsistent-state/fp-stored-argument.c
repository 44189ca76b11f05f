// RUN: %check_c %s %t
// XFAIL: *
// Not yet: an argument that a callee stores in an object is not known where the object is looked at again.
//
// Whether somebody waits for a command is kept in its node: nobody does for those that the timer sends.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct node {
	bool wait;
};

static DEFINE_SPINLOCK(wait_lock);
static struct node nodes[4];

static void init_node(struct node *n, bool sync)
{
	n->wait = sync;
}

static void send(int id, bool sync)
{
	struct node *n = &nodes[id];

	init_node(n, sync);
	if (n->wait) {
		spin_lock(&wait_lock);
		spin_unlock(&wait_lock);
	}
}

static void expired(struct timer_list *timer)
{
	send(1, false);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	send(2, true);
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
