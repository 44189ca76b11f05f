// RUN: %check_c %s %t
//
// All forms of the reader-writer lock: the ones that keep softirqs away, and the plain ones under them.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RWLOCK(lock);

static void expired(struct timer_list *timer)
{
	if (read_trylock(&lock))
		read_unlock(&lock);
	write_lock(&lock);
	write_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_forms(struct work_struct *work)
{
	unsigned long flags;

	read_lock_bh(&lock);
	read_unlock_bh(&lock);
	read_lock_irq(&lock);
	read_unlock_irq(&lock);
	read_lock_irqsave(&lock, flags);
	read_unlock_irqrestore(&lock, flags);
	write_lock_bh(&lock);
	write_unlock_bh(&lock);
	write_lock_irq(&lock);
	write_unlock_irq(&lock);
	write_lock_irqsave(&lock, flags);
	write_unlock_irqrestore(&lock, flags);
}
static DECLARE_WORK(ok, ok_forms);

static void bad_try(struct work_struct *work)
{
	if (write_trylock(&lock)) // WARN: softirq-inconsistent-state
		write_unlock(&lock);
}
static DECLARE_WORK(bad, bad_try);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
}
#endif
