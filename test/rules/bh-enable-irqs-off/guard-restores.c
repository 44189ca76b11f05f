// RUN: %check_c %s %t
//
// What a guard's constructor saves its destructor restores: IRQs that were off before are off after it.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_RAW_SPINLOCK(lock);

static void bad(struct work_struct *work)
{
	local_irq_disable();
	{
		guard(raw_spinlock_irqsave)(&lock);
	}
	local_bh_disable();
	local_bh_enable(); // WARN: bh-enable-irqs-off
	local_irq_enable();
}
static DECLARE_WORK(bad_work, bad);

static void ok(struct work_struct *work)
{
	{
		guard(raw_spinlock_irqsave)(&lock);
	}
	local_bh_disable();
	local_bh_enable();
}
static DECLARE_WORK(ok_work, ok);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	oracle_fire(&bad_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&ok_work);
}
#endif
