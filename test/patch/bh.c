// RUN: %patch_c %s %t
//
// The acquisitions with BHs on and all their unlocks become the _bh forms; those that are right stay.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(lock);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static int leaves_early(void)
{
	spin_lock(&lock); // -> spin_lock_bh(&lock);
	if (state == 1) {
		spin_unlock(&lock); // -> spin_unlock_bh(&lock);
		return -1;
	}
	if (state == 2)
		goto out;
	state = 0;
out:
	spin_unlock(&lock); // -> spin_unlock_bh(&lock);
	return 0;
}

static void nested(void)
{
	spin_lock_bh(&outer);
	spin_lock(&lock);
	state++;
	spin_unlock(&lock);
	spin_unlock_bh(&outer);
}

static void two_in_one(int i)
{
	spin_lock_bh(&outer);
	if (i) {
		spin_lock(&lock);
		state++;
		spin_unlock(&lock);
	}
	spin_unlock_bh(&outer);
	if (spin_trylock(&lock)) // -> if (spin_trylock_bh(&lock))
		spin_unlock(&lock); // -> spin_unlock_bh(&lock);
}

static void task(struct work_struct *work)
{
	leaves_early();
	nested();
	two_in_one(state);
}
static DECLARE_WORK(work, task);
