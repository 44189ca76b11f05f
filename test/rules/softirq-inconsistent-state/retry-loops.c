// RUN: %check_c %s %t
//
// Loops that drop the lock and try again, and loops that spin on a trylock.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void ok_again(struct work_struct *work)
{
again:
	spin_lock_bh(&outer);
	spin_lock(&lock);
	if (state) {
		spin_unlock(&lock);
		spin_unlock_bh(&outer);
		goto again;
	}
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(again_work, ok_again);

static void ok_spin(struct work_struct *work)
{
	while (!spin_trylock_bh(&outer))
		barrier();
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
	do {
		if (spin_trylock_bh(&outer))
			break;
		state++;
	} while (1);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static DECLARE_WORK(spin_work, ok_spin);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&spin_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&again_work);
}
#endif
