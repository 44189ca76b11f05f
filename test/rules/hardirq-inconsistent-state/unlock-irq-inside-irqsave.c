// RUN: %check_c %s %t
//
// spin_unlock_irq enables IRQs absolutely: what is still held is marked HARDIRQ-ON there.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&outer);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void bad_irq(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	spin_lock_irq(&inner);
	spin_unlock_irq(&inner); // WARN: irq-enable-in-atomic, hardirq-inconsistent-state(outer)
	spin_unlock_irqrestore(&outer, flags);
}
static DECLARE_WORK(bad, bad_irq);

static void ok_irqsave(struct work_struct *work)
{
	unsigned long flags, more;

	spin_lock_irqsave(&outer, flags);
	spin_lock_irqsave(&inner, more);
	spin_unlock_irqrestore(&inner, more);
	spin_unlock_irqrestore(&outer, flags);
}
static DECLARE_WORK(ok, ok_irqsave);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&bad);
}

// ORACLE(bad_alone): irqs
ORACLE_CASE(bad_alone)
{
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&ok);
}
#endif
