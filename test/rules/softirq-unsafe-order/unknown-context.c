// RUN: %check_c %s %t
//
// A function that nobody known calls adds no dependency.

#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

void demo_nest(void);
void demo_nest(void)
{
	spin_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_bh(&outer);
}
EXPORT_SYMBOL(demo_nest);

static void task(struct work_struct *work)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
