// RUN: %check_c %s %t
//
// As weak-path.c, but the path goes on from a writer, whom the reader does wait for.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_RWLOCK(middle);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	read_lock(&middle);
	read_unlock(&middle);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void writer(struct work_struct *work)
{
	write_lock_irq(&middle);
	spin_lock(&inner);
	spin_unlock(&inner);
	write_unlock_irq(&middle);
}
static DECLARE_WORK(write, writer);

static void bad_plain(struct work_struct *work)
{
	spin_lock(&inner); // WARN: softirq-unsafe-order(inner)
	spin_unlock(&inner);
}
static DECLARE_WORK(plain, bad_plain);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&write);
	oracle_fire(&plain);
}
#endif
