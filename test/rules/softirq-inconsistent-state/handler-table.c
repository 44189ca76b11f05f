// RUN: %check_c %s %t
//
// Each row says whether its handler is called at once, in the timer, or later from a work item. A handler that is in rows
// of both kinds is called in both. That a pointer is tested says nothing of the row.

#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(stats_lock);
static DEFINE_SPINLOCK(beacon_lock);
static DEFINE_SPINLOCK(scan_lock);
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

static void handle_beacon(void)
{
	spin_lock(&beacon_lock); // WARN: softirq-inconsistent-state
	spin_unlock(&beacon_lock);
}

static void handle_scan(void)
{
	spin_lock(&scan_lock); // WARN: softirq-inconsistent-state
	spin_unlock(&scan_lock);
}

static bool enabled(void)
{
	return true;
}

static const struct handler {
	int id;
	bool later;
	void (*fn)(void);
	bool (*wanted)(void);
} handlers[] = {
	{ 1, false, handle_event },
	{ 2, true, handle_statistics },
	{ 3, true, handle_beacon },
	{ .id = 4, .fn = handle_beacon },
	{ 5, false, handle_scan, enabled },
};

static void (*pending)(void);

static void task(struct work_struct *work)
{
	if (pending)
		pending();
	handle_scan();
}
static DECLARE_WORK(work, task);

static void expired(struct timer_list *timer)
{
	int i;

	for (i = 0; i < 5; i++) {
		const struct handler *h = &handlers[i];

		if (h->id != received)
			continue;
		if (h->wanted && !h->wanted())
			return;
		if (!h->later && h->fn) {
			h->fn();
			return;
		}
		pending = h->fn;
		schedule_work(&work);
	}
}
static DEFINE_TIMER(timer, expired);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	for (received = 1; received < 6; received++) {
		oracle_fire(&timer);
		oracle_fire(&work);
	}
}
#endif
