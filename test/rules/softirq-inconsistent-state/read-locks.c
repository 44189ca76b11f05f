// RUN: %check_c %s %t
//
// A reader conflicts only with a writer's opposite bit.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(readers_only);
static DEFINE_RWLOCK(written_by_tasks);
static DEFINE_RWLOCK(written_by_timer);

static void expired(struct timer_list *timer)
{
	read_lock(&readers_only);
	read_unlock(&readers_only);
	read_lock(&written_by_tasks);
	read_unlock(&written_by_tasks);
	write_lock(&written_by_timer);
	write_unlock(&written_by_timer);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	read_lock(&readers_only);
	read_unlock(&readers_only);
	read_lock(&written_by_tasks); // a reader in softirq can share it
	read_unlock(&written_by_tasks);
	write_lock(&written_by_tasks); // WARN: softirq-inconsistent-state(written_by_tasks)
	write_unlock(&written_by_tasks);
	read_lock(&written_by_timer); // WARN: softirq-inconsistent-state(written_by_timer)
	read_unlock(&written_by_timer);
}
static DECLARE_WORK(work, task);
