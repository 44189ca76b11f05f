// RUN: %check_c %s %t
// XFAIL: *
// Not yet: who enables IRQs that it has not disabled is believed to do so for a while.
//
// A thread that enables IRQs which are on, and disables them again, leaves them off.

#include <linux/irqflags.h>
#include <linux/kthread.h>

static int thread(void *data)
{
	local_irq_enable();
	local_irq_disable(); // WARN: lock-imbalance
	return 0;
}

void demo_start(void);
void demo_start(void)
{
	kthread_run(thread, NULL, "demo");
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): imbalance
ORACLE_CASE(bad)
{
	oracle_task(thread, NULL);
}
#endif
