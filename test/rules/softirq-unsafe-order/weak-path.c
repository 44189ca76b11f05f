// RUN: %check_c %s %t
//
// A recursive reader waits for no reader: a path that goes on from there as a reader is no circle (lockdep: -(*R)-> is
// followed by -(S*)->).

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_RWLOCK(middle);
static DEFINE_SPINLOCK(inner);

static void expired(struct timer_list *timer)
{
	spin_lock(&outer);
	read_lock(&middle);
	read_unlock(&middle);
	spin_unlock(&outer);
}
static DEFINE_TIMER(timer, expired);

static void ok_reader(struct work_struct *work)
{
	read_lock_irq(&middle);
	spin_lock(&inner);
	spin_unlock(&inner);
	read_unlock_irq(&middle);
}
static DECLARE_WORK(reader, ok_reader);

static void ok_plain(struct work_struct *work)
{
	spin_lock(&inner);
	spin_unlock(&inner);
}
static DECLARE_WORK(plain, ok_plain);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&reader);
	oracle_fire(&plain);
}
#endif
