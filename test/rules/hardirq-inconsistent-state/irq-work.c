// RUN: %check_c %s %t
// An irq_work runs in hardirq. init_irq_work() assigns a whole struct, a compound literal with the function in it.

#include <linux/irq_work.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void on_irq_work(struct irq_work *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void task(struct work_struct *work)
{
	spin_lock(&lock); // WARN: hardirq-inconsistent-state(lock)
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);

static struct irq_work irq_work;
void demo_setup(void);
void demo_setup(void)
{
	init_irq_work(&irq_work, on_irq_work);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	demo_setup();
	oracle_fire(&irq_work);
	oracle_fire(&work);
}
#endif
