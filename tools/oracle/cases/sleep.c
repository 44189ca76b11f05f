// Sleeping where none may, and the wait types of locks.
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(mutex);
static DEFINE_SPINLOCK(lock);
static DEFINE_RAW_SPINLOCK(raw);

static void take_mutex(void)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void allocate(gfp_t gfp)
{
	kfree(kmalloc(16, gfp));
}

static void take_lock(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void mutex_in_spinlock(void)
{
	spin_lock(&lock);
	take_mutex();
	spin_unlock(&lock);
}

static void allocate_in_rcu(gfp_t gfp)
{
	rcu_read_lock();
	allocate(gfp);
	rcu_read_unlock();
}

static void spinlock_in_raw(void)
{
	raw_spin_lock(&raw);
	take_lock();
	raw_spin_unlock(&raw);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(mutex_under_lock): sleep
ORACLE_CASE(mutex_under_lock) { mutex_in_spinlock(); }

// ORACLE(mutex_in_timer): sleep
ORACLE_CASE(mutex_in_timer) { oracle_timer(take_mutex); }

// ORACLE(mutex_in_work): silent
ORACLE_CASE(mutex_in_work) { oracle_work(take_mutex); }

// ORACLE(kernel_bh_off): sleep
ORACLE_CASE(kernel_bh_off) { oracle_bh_off(allocate, GFP_KERNEL); }

// ORACLE(atomic_bh_off): silent
ORACLE_CASE(atomic_bh_off) { oracle_bh_off(allocate, GFP_ATOMIC); }

// ORACLE(kernel_in_rcu): sleep
ORACLE_CASE(kernel_in_rcu) { allocate_in_rcu(GFP_KERNEL); }

// ORACLE(wait_rcu_irqs_off): sleep
ORACLE_CASE(wait_rcu_irqs_off) { oracle_irq_off(synchronize_rcu); }

// ORACLE(spinlock_under_raw): wait-context
ORACLE_CASE(spinlock_under_raw) { spinlock_in_raw(); }

// ORACLE(spinlock_in_hard_irq): wait-context
ORACLE_CASE(spinlock_in_hard_irq) { oracle_hardirq_hard(take_lock); }

// An irq_work is a thread on PREEMPT_RT.
// ORACLE(spinlock_in_irq_work): silent
ORACLE_CASE(spinlock_in_irq_work) { oracle_hardirq(take_lock); }
#endif
