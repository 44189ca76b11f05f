// RUN: %check_c %s %t
//
// Always plain, always _bh, or always with IRQs off: nothing is mixed. Mutexes have nothing to do with BHs.

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(plain);
static DEFINE_SPINLOCK(bh);
static DEFINE_SPINLOCK(irq);
static DEFINE_MUTEX(mutex);

static void first(struct work_struct *work)
{
	spin_lock(&plain);
	spin_unlock(&plain);
	spin_lock_bh(&bh);
	spin_unlock_bh(&bh);
	spin_lock_irq(&irq);
	spin_unlock_irq(&irq);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}
static DECLARE_WORK(first_work, first);

static void second(struct work_struct *work)
{
	unsigned long flags;

	mutex_lock(&mutex);
	spin_lock(&plain);
	spin_unlock(&plain);
	spin_lock_bh(&bh);
	spin_lock_irqsave(&irq, flags);
	spin_unlock_irqrestore(&irq, flags);
	spin_unlock_bh(&bh);
	mutex_unlock(&mutex);
}
static DECLARE_WORK(second_work, second);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&first_work);
	oracle_fire(&second_work);
}
#endif
