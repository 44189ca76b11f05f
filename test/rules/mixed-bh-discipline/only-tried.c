// RUN: %check_c %s %t
//
// A lock that is only ever tried makes nobody wait; one that is tried with BHs on and waited for with BHs off does.

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

static DEFINE_SPINLOCK(waited_lock);

static void task(struct work_struct *work)
{
	poll();
	if (spin_trylock(&waited_lock)) // WARN: mixed-bh-discipline(waited_lock)
		spin_unlock(&waited_lock);
}
static DECLARE_WORK(work, task);

static void in_bh_off(struct work_struct *work)
{
	local_bh_disable();
	poll();
	spin_lock(&waited_lock);
	spin_unlock(&waited_lock);
	local_bh_enable();
}
static DECLARE_WORK(bh_work, in_bh_off);

#ifdef LOCKCTX_ORACLE
// ORACLE(unproven): silent
ORACLE_CASE(unproven)
{
	oracle_fire(&work);
	oracle_fire(&bh_work);
}
#endif
