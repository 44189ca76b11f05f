// RUN: %check_c %s %t
//
// Locks taken and dropped in loops leave the state as it was.

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct item {
	struct list_head node;
	spinlock_t lock;
	bool busy;
};
static LIST_HEAD(items);
static DEFINE_SPINLOCK(items_lock);

static void expired(struct timer_list *timer)
{
	struct item *i;

	spin_lock(&items_lock);
	list_for_each_entry(i, &items, node) {
		spin_lock(&i->lock);
		spin_unlock(&i->lock);
	}
	spin_unlock(&items_lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	struct item *i;

	spin_lock_bh(&items_lock);
	list_for_each_entry(i, &items, node) {
		if (i->busy)
			continue;
		spin_lock(&i->lock);
		if (i->busy) {
			spin_unlock(&i->lock);
			break;
		}
		spin_unlock(&i->lock);
	}
	spin_unlock_bh(&items_lock);

	while (!list_empty(&items)) {
		spin_lock(&items_lock); // WARN: softirq-inconsistent-state(items_lock)
		spin_unlock(&items_lock);
		local_bh_disable();
		spin_lock(&items_lock);
		spin_unlock(&items_lock);
		local_bh_enable();
	}
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static struct item item;

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&item.lock);
	list_add(&item.node, &items);
	oracle_fire(&timer);
	schedule_work(&work);
	oracle_settle();
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&item.lock);
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
