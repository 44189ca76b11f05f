// RUN: %check_c %s %t
//
// The same for raw spinlocks, seqlock writers and the lock of a reference count.

#include <linux/refcount.h>
#include <linux/seqlock.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_RAW_SPINLOCK(raw);
static DEFINE_SEQLOCK(seq);
static DEFINE_SPINLOCK(counted);
static atomic_t users;
static refcount_t refs;

static void expired(struct timer_list *timer)
{
	raw_spin_lock(&raw);
	raw_spin_unlock(&raw);
	write_seqlock(&seq);
	write_sequnlock(&seq);
	spin_lock(&counted);
	spin_unlock(&counted);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	raw_spin_lock_bh(&raw);
	raw_spin_unlock_bh(&raw);
	raw_spin_lock(&raw); // WARN: softirq-inconsistent-state
	raw_spin_unlock(&raw);
	write_seqlock_bh(&seq);
	write_sequnlock_bh(&seq);
	write_seqlock(&seq); // WARN: softirq-inconsistent-state
	write_sequnlock(&seq);
	if (atomic_dec_and_lock(&users, &counted)) // WARN: softirq-inconsistent-state
		spin_unlock(&counted);
	if (refcount_dec_and_lock(&refs, &counted)) // WARN: softirq-inconsistent-state
		spin_unlock(&counted);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void take_seq(void)
{
	write_seqlock(&seq);
	write_sequnlock(&seq);
}

static void put_atomic(void)
{
	if (atomic_dec_and_lock(&users, &counted))
		spin_unlock(&counted);
}

static void put_refcount(void)
{
	if (refcount_dec_and_lock(&refs, &counted))
		spin_unlock(&counted);
}

// ORACLE(raw): usage-softirq
ORACLE_CASE(raw)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(seq): usage-softirq
ORACLE_CASE(seq)
{
	oracle_fire(&timer);
	oracle_task(take_seq);
}

// ORACLE(atomic): usage-softirq
ORACLE_CASE(atomic)
{
	atomic_set(&users, 1);
	oracle_fire(&timer);
	oracle_task(put_atomic);
}

// ORACLE(refcount): usage-softirq
ORACLE_CASE(refcount)
{
	refcount_set(&refs, 1);
	oracle_fire(&timer);
	oracle_task(put_refcount);
}
#endif
