// RUN: %check_c %s %t
//
// One function enters a simulated hardirq, another leaves it and then enables IRQs, as lockdep's selftest does.

#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/workqueue.h>

#ifndef __irq_enter
void __irq_enter(void);
void __irq_exit(void);
#endif

static void enter(void)
{
	local_irq_disable();
	__irq_enter();
}

static void leave(void)
{
	__irq_exit();
	local_irq_enable();
}

static void task(struct work_struct *work)
{
	enter();
	leave();
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
}
#endif
