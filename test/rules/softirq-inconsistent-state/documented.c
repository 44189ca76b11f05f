// RUN: %check_c %s %t
//
// The examples of docs/rules/softirq-inconsistent-state.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void flush(struct work_struct *work)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DECLARE_WORK(flush_work_item, flush);

#ifdef LOCKCTX_ORACLE
void run_bad(void);
void run_bad(void)
{
	oracle_fire(&timer);
	oracle_fire(&flush_work_item);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void flush(struct work_struct *work)
{
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(flush_work_item, flush);

#ifdef LOCKCTX_ORACLE
void run_bad(void);

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	oracle_fire(&timer);
	oracle_fire(&flush_work_item);
}
#endif
