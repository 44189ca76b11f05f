// RUN: %check_c %s %t
// XFAIL: *
// Not yet: IRQs that are disabled twice in one function, without a lock, are not counted.
//
// IRQs are saved and off, and are disabled and enabled within that section.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static void task(struct work_struct *work)
{
	unsigned long flags;

	local_irq_save(flags);
	local_irq_disable();
	local_irq_enable(); // WARN: irq-enable-in-atomic
	local_irq_restore(flags);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	oracle_fire(&work);
}
#endif
