// RUN: %check_c %s %t
//
// A task with BHs off is no softirq: it marks neither IN-SOFTIRQ nor SOFTIRQ-ON.
// (What mixed-bh-discipline thinks of it is another matter.)

#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(tasks_only);
static DEFINE_SPINLOCK(shared);

static void expired(struct timer_list *timer)
{
	spin_lock(&shared);
	spin_unlock(&shared);
}
static DEFINE_TIMER(timer, expired);

static void ok_bh_off(struct work_struct *work)
{
	rcu_read_lock_bh();
	spin_lock(&shared); // no SOFTIRQ-ON
	spin_unlock(&shared);
	rcu_read_unlock_bh();
	spin_lock_bh(&tasks_only); // no IN-SOFTIRQ
	spin_unlock_bh(&tasks_only);
}
static DECLARE_WORK(off, ok_bh_off);

static void ok_plain(struct work_struct *work)
{
	spin_lock(&tasks_only); // WARN: mixed-bh-discipline
	spin_unlock(&tasks_only);
}
static DECLARE_WORK(plain, ok_plain);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&off);
	oracle_fire(&plain);
}
#endif
