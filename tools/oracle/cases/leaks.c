// States that leak, pairs that do not match, BHs enabled with IRQs off,
// assertions.
#include <linux/bottom_half.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

static int early_return(int error)
{
	spin_lock(&lock);
	if (error)
		return error;
	spin_unlock(&lock);
	return 0;
}

static void mutex_leak(void)
{
	mutex_lock(&mutex);
}

static void bh_and_plain(void)
{
	spin_lock_bh(&lock);
	spin_unlock(&lock);
}

static void unlock_alone(void)
{
	spin_unlock(&lock);
}

static void take_bh(void)
{
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}

static void take_irq(void)
{
	spin_lock_irq(&lock);
	spin_unlock_irq(&lock);
}

static void needs_lock(void)
{
	lockdep_assert_held(&lock);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(leak_in_task): imbalance
ORACLE_CASE(leak_in_task) { early_return(-EIO); }

// ORACLE(leak_in_work): imbalance
ORACLE_CASE(leak_in_work) { oracle_work(mutex_leak); }

// ORACLE(leak_in_softirq): imbalance
ORACLE_CASE(leak_in_softirq) { oracle_softirq(early_return, -EIO); }

// ORACLE(no_leak): silent
ORACLE_CASE(no_leak) { oracle_softirq(early_return, 0); }

// ORACLE(bh_leak): imbalance
ORACLE_CASE(bh_leak) { oracle_task(bh_and_plain); }

// ORACLE(bad_unlock): imbalance
ORACLE_CASE(bad_unlock) { unlock_alone(); }

// ORACLE(unlock_bh_irqs_off): irqs
ORACLE_CASE(unlock_bh_irqs_off) { oracle_irq_off(take_bh); }

// ORACLE(unlock_bh_in_hardirq): irqs
ORACLE_CASE(unlock_bh_in_hardirq) { oracle_hardirq(take_bh); }

// ORACLE(unlock_irq_irqs_off): irqs
ORACLE_CASE(unlock_irq_irqs_off) { oracle_irq_off(take_irq); }

// ORACLE(unlock_irq_in_hardirq): irqs
ORACLE_CASE(unlock_irq_in_hardirq) { oracle_hardirq(take_irq); }

// ORACLE(assert_held): assert
ORACLE_CASE(assert_held) { needs_lock(); }
#endif
