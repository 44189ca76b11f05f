// RUN: %check_c %s %t
// XFAIL: *
// Not yet: the classes that are taken below a call do not depend on its constant arguments.
//
// The command that is sent under the outer lock does not take the inner one; another command does.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void send(int command)
{
	if (command == 2) {
		spin_lock(&inner);
		spin_unlock(&inner);
	}
}

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&outer);
	send(1);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void task(struct work_struct *work)
{
	send(2);
}
static DECLARE_WORK(work, task);
