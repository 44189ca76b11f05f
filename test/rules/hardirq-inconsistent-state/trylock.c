// RUN: %check_c %s %t
//
// In the handler a trylock marks nothing; with IRQs on it marks HARDIRQ-ON.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(tried);
static DEFINE_SPINLOCK(taken);

static irqreturn_t handler(int irq, void *data)
{
	if (spin_trylock(&tried))
		spin_unlock(&tried);
	spin_lock(&taken);
	spin_unlock(&taken);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	spin_lock(&tried);
	spin_unlock(&tried);
	if (spin_trylock_irqsave(&taken, flags))
		spin_unlock_irqrestore(&taken, flags);
	if (spin_trylock_bh(&taken)) // WARN: hardirq-inconsistent-state(taken)
		spin_unlock_bh(&taken);
}
static DECLARE_WORK(work, task);

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
	oracle_fire(&work);
}
#endif
