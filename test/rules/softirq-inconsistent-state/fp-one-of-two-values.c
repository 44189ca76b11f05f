// RUN: %check_c %s %t
// XFAIL: *
// Not yet: `x == A || x == B` is two ways into one branch, and what is known of x is lost where they meet.
//
// Two of the commands take the lock, and the timer sends neither.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(scan_lock);

static void send(int command)
{
	if (command == 1 || command == 2) {
		spin_lock(&scan_lock);
		spin_unlock(&scan_lock);
	}
}

static void expired(struct timer_list *timer)
{
	send(3);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	send(1);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
