// RUN: %check_c %s %t
//
// spin_unlock_irq() where a caller, or the interrupt itself, has IRQs off; the _irqsave forms restore what was there.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(cost_lock);
static DEFINE_SPINLOCK(irq_lock);

static void adjust(void)
{
	spin_lock_irq(&cost_lock);
	spin_unlock_irq(&cost_lock); // WARN: irq-enable-in-atomic(high)
}

static void adjust_saved(void)
{
	unsigned long flags;

	spin_lock_irqsave(&cost_lock, flags);
	spin_unlock_irqrestore(&cost_lock, flags);
}

static void task(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&outer, flags);
	adjust();
	adjust_saved();
	spin_unlock_irqrestore(&outer, flags);
}
static DECLARE_WORK(work, task);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock_irq(&irq_lock);
	spin_unlock_irq(&irq_lock); // WARN: irq-enable-in-atomic
	return IRQ_HANDLED;
}

// A task that had IRQs on, and an unknown caller.
static void plain(struct work_struct *work)
{
	spin_lock_irq(&outer);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(plain_work, plain);

void demo_unknown(void);
void demo_unknown(void)
{
	spin_lock_irq(&outer);
	spin_unlock_irq(&outer);
}

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(caller): irqs
ORACLE_CASE(caller)
{
	oracle_fire(&work);
}

// ORACLE(handler): irqs
ORACLE_CASE(handler)
{
	oracle_hardirq(handler, 5, NULL);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&plain_work);
	oracle_task(demo_unknown);
	oracle_irq_off(adjust_saved);
}
#endif
