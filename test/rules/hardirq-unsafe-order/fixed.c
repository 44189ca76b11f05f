// RUN: %check_c %s %t
//
// basic.c with its fix, and the other forms that would do.

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

static void nested(struct work_struct *work)
{
	spin_lock_irq(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void ok(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irq(&inner);
	spin_unlock_irq(&inner);
	spin_lock_irqsave(&inner, flags);
	spin_unlock_irqrestore(&inner, flags);
	local_irq_save(flags);
	spin_lock(&inner);
	spin_unlock(&inner);
	local_irq_restore(flags);
}
static DECLARE_WORK(ok_work, ok);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&ok_work);
}
#endif
