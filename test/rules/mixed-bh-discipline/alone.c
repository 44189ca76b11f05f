// RUN: %check_c %s %t -- --rule mixed-bh-discipline
// Where a proven rule would speak, this one is silent even if it is the only one that is run.

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

static void nested(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void bad(struct work_struct *work)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(bad_work, bad);

// ORACLE: none the rule that would speak is not run here; proven-speaks.c has the like
