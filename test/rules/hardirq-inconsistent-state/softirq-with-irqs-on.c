// RUN: %check_c %s %t
//
// Softirqs run with IRQs on, so a lock that they take plainly is HARDIRQ-ON.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static void bad_timer(struct timer_list *timer)
{
	spin_lock(&lock); // WARN: hardirq-inconsistent-state(lock)
	spin_unlock(&lock);
}
static DEFINE_TIMER(bad, bad_timer);

static void ok_timer(struct timer_list *timer)
{
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
}
static DEFINE_TIMER(ok, ok_timer);

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

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&ok);
}
#endif
