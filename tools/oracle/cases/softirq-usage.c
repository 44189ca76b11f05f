// One lock in a timer and in a task: BHs must be off in the task, or IRQs.
// IRQs off in a task mark no SOFTIRQ-ON; BHs off mark neither SOFTIRQ bit.
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void bad_plain(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void ok_bh(void)
{
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}

static void ok_irqsave(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_unlock_irqrestore(&lock, flags);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(timer_then_task): usage-softirq
ORACLE_CASE(timer_then_task)
{
	oracle_fire(&timer);
	bad_plain();
}

// ORACLE(work_then_timer): usage-softirq
ORACLE_CASE(work_then_timer)
{
	oracle_work(bad_plain);
	oracle_fire(&timer);
}

// ORACLE(irqs_off_task): silent
// ORACLE-USAGE(irqs_off_task): lock {+.-.}
ORACLE_CASE(irqs_off_task)
{
	oracle_fire(&timer);
	ok_irqsave();
	oracle_irq_off(bad_plain);
}

// ORACLE(irqs_off_only): silent
// ORACLE-USAGE(irqs_off_only): lock {....}
ORACLE_CASE(irqs_off_only)
{
	oracle_irq_off(bad_plain);
}

// ORACLE(bh_off_task): silent
// ORACLE-USAGE(bh_off_task): lock {+...}
ORACLE_CASE(bh_off_task)
{
	ok_bh();
	oracle_bh_off(bad_plain);
}

// ORACLE(bh_off_task_and_timer): silent
ORACLE_CASE(bh_off_task_and_timer)
{
	oracle_fire(&timer);
	ok_bh();
	oracle_bh_off(bad_plain);
	oracle_softirq(bad_plain);
	oracle_softirq(ok_bh);
}
#endif
