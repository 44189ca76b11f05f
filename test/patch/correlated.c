// RUN: %patch_c %s %t
//
// Only the acquisition that is wrong, and only its own releases, though both share a function.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void either(int bh)
{
	if (bh)
		spin_lock_bh(&lock);
	else
		spin_lock(&lock); // -> spin_lock_bh(&lock);
	state++;
	if (bh)
		spin_unlock_bh(&lock);
	else
		spin_unlock(&lock); // -> spin_unlock_bh(&lock);
}

/* Two acquisitions, one release: what changes one changes the other. */
static void merged(int fast)
{
	if (fast) {
		spin_lock(&lock); // -> spin_lock_bh(&lock);
	} else {
		state++;
		spin_lock(&lock); // -> spin_lock_bh(&lock);
	}
	state++;
	spin_unlock(&lock); // -> spin_unlock_bh(&lock);
}

static void in_loop(int n)
{
	while (n--) {
		spin_lock(&lock); // -> spin_lock_bh(&lock);
		if (state == n) {
			spin_unlock(&lock); // -> spin_unlock_bh(&lock);
			continue;
		}
		if (state > n) {
			spin_unlock(&lock); // -> spin_unlock_bh(&lock);
			break;
		}
		spin_unlock(&lock); // -> spin_unlock_bh(&lock);
	}
}

static void task(struct work_struct *work)
{
	either(state);
	merged(state);
	in_loop(state);
}
static DECLARE_WORK(work, task);
