// RUN: %check_c %s %t
//
// The bit claims that BHs are off, but they are not.

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

#define LOCKED 0x1
#define FORCE 0x2

static void touch(unsigned int flags)
{
	if (!(flags & LOCKED))
		spin_lock_bh(&outer);
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
	if (!(flags & LOCKED))
		spin_unlock_bh(&outer);
}

static void bad_bits(struct work_struct *work)
{
	touch(FORCE);
	touch(LOCKED | FORCE);
}
static DECLARE_WORK(bad_work, bad_bits);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad_work);
}
#endif
