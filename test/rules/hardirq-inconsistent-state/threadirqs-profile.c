// RUN: %check_c %s %t -- --profile threadirqs --rule hardirq-inconsistent-state
//
// With threadirqs, a handler runs in a thread with BHs and IRQs off: it marks no IN-HARDIRQ. One that says
// IRQF_NO_THREAD stays in hardirq.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(threaded);
static DEFINE_SPINLOCK(hard);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&threaded);
	spin_unlock(&threaded);
	return IRQ_HANDLED;
}

static irqreturn_t hard_handler(int irq, void *data)
{
	spin_lock(&hard);
	spin_unlock(&hard);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	spin_lock(&threaded);
	spin_unlock(&threaded);
	spin_lock(&hard); // WARN: hardirq-inconsistent-state(hard)
	spin_unlock(&hard);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	if (request_irq(5, handler, 0, "demo", NULL))
		return -1;
	return request_irq(6, hard_handler, IRQF_NO_THREAD, "demo", NULL);
}

// ORACLE: none user-mode Linux does not thread interrupts
