// RUN: %check_c %s %t -- --profile threadirqs
// XFAIL: *
// Not yet: a contract with IRQs off counts as one with BHs off.
//
// A forced-threaded handler has IRQs off, and BHs off with them: it is there for the interrupt's sake, and says nothing
// about BHs. The plain form in a task is right beside it.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void task(struct work_struct *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

// ORACLE: none user-mode Linux does not thread interrupts
