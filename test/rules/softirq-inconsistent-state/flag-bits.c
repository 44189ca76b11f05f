// RUN: %check_c %s %t
//
// A bit of a flags argument says whether BHs are off already.

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
	spin_lock(&lock);
	spin_unlock(&lock);
	if (!(flags & LOCKED))
		spin_unlock_bh(&outer);
}

static void ok_bits(struct work_struct *work)
{
	touch(0);
	touch(FORCE);
	spin_lock_bh(&outer);
	touch(LOCKED | FORCE);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(ok_work, ok_bits);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok_work);
}
#endif
