// RUN: %check_c %s %t -- --rule wait-context
//
// A spinlock_t within a raw_spinlock_t, and in a hardirq that PREEMPT_RT does not make a thread. The other way round, in a
// handler that becomes a thread, and a raw_spinlock_t everywhere are right.

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_RAW_SPINLOCK(raw_inner);
static DEFINE_SPINLOCK(sleeping);
static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(in_hard);
static DEFINE_SPINLOCK(in_thread);

static void task(struct work_struct *work)
{
	raw_spin_lock(&raw);
	spin_lock(&sleeping); // WARN: wait-context(sleeping)
	spin_unlock(&sleeping);
	raw_spin_unlock(&raw);
	spin_lock(&outer);
	raw_spin_lock(&raw_inner);
	raw_spin_unlock(&raw_inner);
	spin_unlock(&outer);
}
static DECLARE_WORK(work, task);

static irqreturn_t hard(int irq, void *data)
{
	spin_lock(&in_hard); // WARN: wait-context(in_hard)
	spin_unlock(&in_hard);
	return IRQ_HANDLED;
}

static irqreturn_t threaded(int irq, void *data)
{
	spin_lock(&in_thread);
	spin_unlock(&in_thread);
	return IRQ_HANDLED;
}

int demo_setup(void);
int demo_setup(void)
{
	request_irq(6, threaded, 0, "demo", NULL);
	return request_irq(5, hard, IRQF_NO_THREAD, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(raw): wait-context
ORACLE_CASE(raw)
{
	oracle_fire(&work);
}

// ORACLE(hard): wait-context
ORACLE_CASE(hard)
{
	oracle_hardirq_hard(hard, 5, NULL);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(threaded, 5, NULL);
}
#endif
