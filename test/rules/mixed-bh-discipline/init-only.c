// RUN: %check_c %s %t
//
// A plain lock while the module is set up is no discipline.

#include <linux/module.h>
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
static DECLARE_WORK(work, nested);

static int __init demo_init(void)
{
	spin_lock(&inner);
	spin_unlock(&inner);
	return 0;
}
module_init(demo_init);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
}
#endif
