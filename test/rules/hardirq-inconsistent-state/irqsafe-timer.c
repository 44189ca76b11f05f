// RUN: %check_c %s %t
//
// A TIMER_IRQSAFE timer runs with IRQs off: the plain form is right in it.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);
static struct timer_list safe, normal;

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_lock(&other);
	spin_unlock(&other);
	return IRQ_HANDLED;
}

static void ok_timer(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void bad_timer(struct timer_list *timer)
{
	spin_lock(&other); // WARN: hardirq-inconsistent-state(other)
	spin_unlock(&other);
}

int demo_setup(void);
int demo_setup(void)
{
	timer_setup(&safe, ok_timer, TIMER_IRQSAFE);
	timer_setup(&normal, bad_timer, TIMER_DEFERRABLE);
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
static void prepare(void)
{
	timer_setup(&safe, ok_timer, TIMER_IRQSAFE);
	timer_setup(&normal, bad_timer, 0);
}

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&normal);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&safe);
}
#endif
