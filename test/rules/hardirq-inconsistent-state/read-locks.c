// RUN: %check_c %s %t
//
// The handler reads: readers elsewhere may stay as they are, writers may not.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(lock);
static DEFINE_RWLOCK(written);

static irqreturn_t handler(int irq, void *data)
{
	read_lock(&lock);
	read_unlock(&lock);
	write_lock(&written);
	write_unlock(&written);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	read_lock(&lock);
	read_unlock(&lock);
	write_lock_irq(&lock);
	write_unlock_irq(&lock);
	write_lock_bh(&lock); // WARN: hardirq-inconsistent-state(lock)
	write_unlock_bh(&lock);
	read_lock_irqsave(&written, flags);
	read_unlock_irqrestore(&written, flags);
	read_lock(&written); // WARN: hardirq-inconsistent-state(written)
	read_unlock(&written);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
static void task_reads(void)
{
	read_lock(&lock);
	read_unlock(&lock);
	write_lock_irq(&lock);
	write_unlock_irq(&lock);
}

static void task_reads_written(void)
{
	read_lock(&written);
	read_unlock(&written);
}

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&work);
}

// ORACLE(bad_reader): usage-hardirq
ORACLE_CASE(bad_reader)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_task(task_reads_written);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_task(task_reads);
}
#endif
