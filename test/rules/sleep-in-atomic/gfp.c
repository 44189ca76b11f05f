// RUN: %check_c %s %t
//
// An allocation sleeps if its mask allows direct reclaim, also where the mask comes through a parameter.

#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static void *record(gfp_t gfp)
{
	return kmalloc(16, gfp);
}

static void expired(struct timer_list *timer)
{
	kfree(record(GFP_ATOMIC));
	kfree(record(GFP_KERNEL)); // WARN: sleep-in-atomic
	kfree(kmalloc(16, GFP_ATOMIC));
	kfree(kmalloc(16, GFP_KERNEL)); // WARN: sleep-in-atomic
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	kfree(record(GFP_KERNEL));
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// lockdep's pseudo-lock fs_reclaim speaks before the check for sleeping does.
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
}
#endif
