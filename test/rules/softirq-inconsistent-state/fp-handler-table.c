// RUN: %check_c %s %t
// XFAIL: *
// Not yet: rows of a table of handlers are not told apart by the members beside the function.
//
// Each row says whether its handler is called at once, in the timer, or later from a work item.

#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(stats_lock);
static int events, received;

static void handle_event(void)
{
	events++;
}

static void handle_statistics(void)
{
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
}

static const struct handler {
	int id;
	bool later;
	void (*fn)(void);
} handlers[] = {
	{ 1, false, handle_event },
	{ 2, true, handle_statistics },
};

static void (*pending)(void);

static void task(struct work_struct *work)
{
	if (pending)
		pending();
}
static DECLARE_WORK(work, task);

static void expired(struct timer_list *timer)
{
	int i;

	for (i = 0; i < 2; i++) {
		const struct handler *h = &handlers[i];

		if (h->id != received)
			continue;
		if (!h->later) {
			h->fn();
			return;
		}
		pending = h->fn;
		schedule_work(&work);
	}
}
static DEFINE_TIMER(timer, expired);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	received = 1;
	oracle_fire(&timer);
	received = 2;
	oracle_fire(&timer);
}
#endif
