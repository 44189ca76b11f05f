// RUN: %check_c %s %t
//
// The same condition twice: both or neither, never one.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock, other;
	bool shared;
	struct timer_list timer;
	struct work_struct ok, bad;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void ok_both(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, ok);
	bool shared = d->shared;

	if (shared)
		spin_lock_bh(&d->other);
	if (shared) {
		spin_lock(&d->lock);
		spin_unlock(&d->lock);
	}
	if (shared)
		spin_unlock_bh(&d->other);
}

static void bad_other_way(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, bad);
	bool shared = d->shared;

	if (shared)
		spin_lock_bh(&d->other);
	if (!shared) {
		spin_lock(&d->lock); // WARN: softirq-inconsistent-state(struct demo.lock)
		spin_unlock(&d->lock);
	}
	if (shared)
		spin_unlock_bh(&d->other);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->ok, ok_both);
	INIT_WORK(&d->bad, bad_other_way);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(bool shared)
{
	spin_lock_init(&demo.lock);
	spin_lock_init(&demo.other);
	demo_setup(&demo);
	demo.shared = shared;
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	prepare(false);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare(true);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.ok);
	oracle_fire(&demo.bad);
}

// ORACLE(ok_not_shared): silent
ORACLE_CASE(ok_not_shared)
{
	prepare(false);
	oracle_fire(&demo.timer);
	oracle_fire(&demo.ok);
}
#endif
