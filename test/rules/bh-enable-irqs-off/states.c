// RUN: %check_c %s %t
//
// Enabling BHs with IRQs off, by itself or by a caller, or in hardirq. In softirq and in a task with IRQs on it is fine;
// where the callers are not known, only what the function does to itself counts.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(list_lock);
static DEFINE_SPINLOCK(inner_lock);
static DEFINE_SPINLOCK(timer_lock);

static void own(void)
{
	unsigned long flags;

	spin_lock_irqsave(&list_lock, flags);
	spin_lock_bh(&inner_lock);
	spin_unlock_bh(&inner_lock); // WARN: bh-enable-irqs-off(high)
	spin_unlock_irqrestore(&list_lock, flags);
	spin_lock_bh(&inner_lock);
	spin_unlock_bh(&inner_lock);
}

static void below(void)
{
	local_bh_disable();
	local_bh_enable(); // WARN: bh-enable-irqs-off
}

static void task(struct work_struct *work)
{
	own();
	local_irq_disable();
	below();
	local_irq_enable();
}
static DECLARE_WORK(work, task);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock_bh(&timer_lock);
	spin_unlock_bh(&timer_lock); // WARN: bh-enable-irqs-off
	return IRQ_HANDLED;
}

static void tick(struct tasklet_struct *t)
{
	local_bh_disable();
	local_bh_enable();
}

int demo_setup(struct tasklet_struct *t);
int demo_setup(struct tasklet_struct *t)
{
	tasklet_setup(t, tick);
	return request_irq(5, handler, 0, "demo", NULL);
}

void demo_unknown(void);
void demo_unknown(void)
{
	local_bh_disable();
	local_bh_enable();
}

#ifdef LOCKCTX_ORACLE
// ORACLE(own): irqs
ORACLE_CASE(own)
{
	oracle_task(own);
}

// ORACLE(below): irqs
ORACLE_CASE(below)
{
	oracle_irq_off(below);
}

// ORACLE(handler): irqs
ORACLE_CASE(handler)
{
	oracle_hardirq(handler, 5, NULL);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_softirq(below);
	oracle_softirq(tick, NULL);
	oracle_task(demo_unknown);
}
#endif
