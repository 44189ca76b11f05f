// RUN: %check_c %s %t
//
// `x == A || x == B` and two cases of a switch are two ways into one branch: two of the commands take the lock, and the
// timer sends neither. It does send one of those that take the other lock.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(scan_lock);
static DEFINE_SPINLOCK(wait_lock);
static DEFINE_SPINLOCK(stats_lock);

static void send(int command)
{
	if (command == 1 || command == 2) {
		spin_lock(&scan_lock);
		spin_unlock(&scan_lock);
	}
	switch (command) {
	case 1:
	case 2:
		spin_lock(&wait_lock);
		spin_unlock(&wait_lock);
		break;
	case 3:
	case 4:
		spin_lock(&stats_lock); // WARN: softirq-inconsistent-state
		spin_unlock(&stats_lock);
		break;
	default:
		break;
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
	send(4);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
