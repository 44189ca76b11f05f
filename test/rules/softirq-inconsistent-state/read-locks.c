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

#ifdef LOCKCTX_ORACLE
static void task_reads(void)
{
	read_lock(&readers_only);
	read_unlock(&readers_only);
	read_lock(&written_by_tasks);
	read_unlock(&written_by_tasks);
}

static void task_reads_written(void)
{
	read_lock(&written_by_timer);
	read_unlock(&written_by_timer);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(bad_reader): usage-softirq
ORACLE_CASE(bad_reader)
{
	oracle_fire(&timer);
	oracle_task(task_reads_written);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_task(task_reads);
}
#endif
