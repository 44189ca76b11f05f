// RUN: %check_c %s %t
//
// BHs that another module happens to have off do not count: only the driver's own intention does.

//--- core/core.c
#include <linux/bottom_half.h>
#include <linux/module.h>
#include <linux/spinlock.h>
void core_for_each(void (*function)(void));
static DEFINE_SPINLOCK(core_lock);
void core_for_each(void (*function)(void))
{
	spin_lock_bh(&core_lock);
	function();
	spin_unlock_bh(&core_lock);
}
EXPORT_SYMBOL(core_for_each);

//--- driver/driver.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>
void core_for_each(void (*function)(void));
static DEFINE_SPINLOCK(lock);
static void touch(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static void task(struct work_struct *work)
{
	core_for_each(touch);
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
}
#endif
