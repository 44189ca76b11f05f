// RUN: %check_c %s %t
// The timer writes: readers and writers in tasks must both change.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(lock);

static void expired(struct timer_list *timer)
{
	write_lock(&lock); // SAFE: softirq-inconsistent-state
	write_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	unsigned long flags;

	read_lock(&lock); // WARN: softirq-inconsistent-state
	read_unlock(&lock);
	write_lock(&lock); // WARN: softirq-inconsistent-state
	write_unlock(&lock);
	read_lock_bh(&lock);
	read_unlock_bh(&lock);
	write_lock_irqsave(&lock, flags);
	write_unlock_irqrestore(&lock, flags);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void task_writes(void)
{
	write_lock(&lock);
	write_unlock(&lock);
}

// ORACLE(reader): usage-softirq
ORACLE_CASE(reader)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(writer): usage-softirq
ORACLE_CASE(writer)
{
	oracle_fire(&timer);
	oracle_task(task_writes);
}
#endif
