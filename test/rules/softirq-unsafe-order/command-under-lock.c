// RUN: %check_c %s %t
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

static DEFINE_SPINLOCK(wrong);
static void nested_wrongly(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock(&wrong);
	spin_unlock(&wrong);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(wrong_work, nested_wrongly);

static void task(struct work_struct *work)
{
	send(2);
	spin_lock(&wrong); // WARN: softirq-unsafe-order(wrong, outer)
	spin_unlock(&wrong);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&wrong_work);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&nested_work);
	oracle_fire(&work);
}
#endif
