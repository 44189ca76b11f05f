// RUN: %check_c %s %t
//
// A local flag remembers whether the lock was taken.

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

static void ok_flag(struct work_struct *work)
{
	bool locked = false;

	if (state > 2) {
		spin_lock_bh(&outer);
		locked = true;
	}
	if (locked) {
		spin_lock(&lock);
		spin_unlock(&lock);
	}
	state++;
	if (locked)
		spin_unlock_bh(&outer);
}
static DECLARE_WORK(flag_work, ok_flag);

static void bad_flag(struct work_struct *work)
{
	bool locked = false;

	if (state > 2) {
		spin_lock_bh(&outer);
		locked = true;
	}
	if (!locked) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state
		spin_unlock(&lock);
	}
	if (locked)
		spin_unlock_bh(&outer);
}
static DECLARE_WORK(bad_work, bad_flag);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&flag_work);
	state = 5;
	oracle_fire(&flag_work);
	oracle_fire(&bad_work);
}
#endif
