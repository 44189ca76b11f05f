// RUN: %check_c %s %t
// XFAIL: *
// Not yet: a lock that is only ever tried makes nobody wait.

#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(fifo_lock);

static void poll(void)
{
	if (!spin_trylock(&fifo_lock))
		return;
	spin_unlock(&fifo_lock);
}

static void task(struct work_struct *work)
{
	poll();
}
static DECLARE_WORK(work, task);

static void in_bh_off(struct work_struct *work)
{
	local_bh_disable();
	poll();
	local_bh_enable();
}
static DECLARE_WORK(bh_work, in_bh_off);
