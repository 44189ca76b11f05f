// RUN: %check_c %s %t
// ORACLE: none that BHs or IRQs stay off is seen by the scheduler and by the softirq code, not by lockdep
//
// Forms that do not pair leave BHs or IRQs as they were not; flags of an outer section are overwritten by an inner one.

#include <linux/interrupt.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(inner);
static int count;

void demo_bh_left_off(void);
void demo_bh_left_off(void)
{
	spin_lock_bh(&lock);
	count++;
	spin_unlock(&lock); // WARN: lock-imbalance
}

void demo_bh_once_too_often(void);
void demo_bh_once_too_often(void)
{
	spin_lock(&lock);
	count++;
	spin_unlock_bh(&lock); // WARN: lock-imbalance
}

void demo_irqs_left_off(void);
void demo_irqs_left_off(void)
{
	spin_lock_irq(&lock);
	count++;
	spin_unlock(&lock); // WARN: lock-imbalance
}

void demo_same_flags(void);
void demo_same_flags(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_lock_irqsave(&inner, flags); // WARN: lock-imbalance
	count++;
	spin_unlock_irqrestore(&inner, flags);
	spin_unlock_irqrestore(&lock, flags);
}

void demo_pairs(void);
void demo_pairs(void)
{
	unsigned long flags, more;

	spin_lock_bh(&lock);
	count++;
	spin_unlock_bh(&lock);

	spin_lock_bh(&lock);
	count++;
	spin_unlock(&lock);
	local_bh_enable();

	local_irq_save(flags);
	spin_lock(&lock);
	spin_unlock_irqrestore(&lock, flags);

	spin_lock_irqsave(&lock, flags);
	spin_lock_irqsave(&inner, more);
	count++;
	spin_unlock_irqrestore(&inner, more);
	spin_unlock_irqrestore(&lock, flags);
	spin_lock_irqsave(&inner, flags);
	spin_unlock_irqrestore(&inner, flags);
}

/* Called with the lock held and IRQs off. */
void demo_wait(int n);
void demo_wait(int n)
{
	spin_unlock_irq(&lock);
	while (n--)
		count++;
	spin_lock_irq(&lock);
	spin_lock(&inner);
	spin_unlock(&inner);
}

void demo_stop(void);
void demo_stop(void)
{
	local_bh_disable();
	spin_lock(&lock);
	count = 0;
	spin_unlock(&lock);
}
