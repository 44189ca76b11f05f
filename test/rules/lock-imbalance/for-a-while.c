// RUN: %check_c %s %t
//
// Who enables IRQs for a while that the caller has disabled leaves them as they were, on all ways.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static int flag;

static void ok(void)
{
	if (flag) {
		local_irq_enable();
		local_irq_disable();
	}
}

static void ok_task(struct work_struct *work)
{
	local_irq_disable();
	ok();
	local_irq_enable();
}
static DECLARE_WORK(ok_work, ok_task);

static void bad_task(struct work_struct *work)
{
	if (flag)
		local_irq_disable(); // WARN: lock-imbalance
}
static DECLARE_WORK(bad_work, bad_task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok_case): silent
ORACLE_CASE(ok_case)
{
	flag = 1;
	oracle_fire(&ok_work);
}

// ORACLE(bad_case): imbalance
ORACLE_CASE(bad_case)
{
	flag = 1;
	oracle_task(bad_task, &bad_work);
}
#endif
