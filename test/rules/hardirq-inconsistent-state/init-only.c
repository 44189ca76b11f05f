// RUN: %check_c %s %t
//
// A plain lock in the probe function: right until the interrupt is requested, and reported as init only.

#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static int demo_probe(struct platform_device *device)
{
	spin_lock(&lock); // WARN: hardirq-inconsistent-state(init, lock)
	spin_unlock(&lock);
	return request_irq(5, handler, 0, "demo", NULL);
}

static struct platform_driver demo_driver = {
	.probe = demo_probe,
	.driver = { .name = "demo" },
};
module_platform_driver(demo_driver);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	oracle_task(demo_probe, NULL);
	oracle_hardirq(handler, 5, NULL);
}
#endif
