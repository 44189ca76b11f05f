// RUN: %check_c %s %t
//
// What else runs in hardirq: managed handlers, calls on other CPUs. (irq-work.c has another.)

#include <linux/interrupt.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(b);
static DEFINE_SPINLOCK(c);

static void touch(spinlock_t *l)
{
	spin_lock(l);
	spin_unlock(l);
}

static irqreturn_t handler(int irq, void *data) { touch(&b); return IRQ_HANDLED; }
static void on_other_cpu(void *data) { touch(&c); }

static void task(struct work_struct *work)
{
	touch(&b); // WARN: hardirq-inconsistent-state(b)
	touch(&c); // WARN: hardirq-inconsistent-state(c)
}
static DECLARE_WORK(work, task);

int demo_setup(struct device *device);
int demo_setup(struct device *device)
{
	smp_call_function_single(0, on_other_cpu, NULL, 0);
	return devm_request_irq(device, 5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(handler): usage-hardirq
ORACLE_CASE(handler)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&work);
}

// ORACLE(other_cpu): usage-hardirq
ORACLE_CASE(other_cpu)
{
	oracle_hardirq(on_other_cpu, NULL);
	oracle_fire(&work);
}
#endif
