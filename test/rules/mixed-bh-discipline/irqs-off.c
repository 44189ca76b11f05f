// RUN: %check_c %s %t
//
// With IRQs off the plain form keeps softirqs away as well: it is not "with BHs on".

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void nested(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void ok(struct work_struct *work)
{
	spin_lock_irq(&outer);
	spin_lock(&inner);
	spin_unlock(&inner);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(ok_work, ok);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&nested_work);
	oracle_fire(&ok_work);
}
#endif
