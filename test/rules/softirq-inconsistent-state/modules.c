// RUN: %check_c %s %t
//
// A function that one module exports runs in the contexts in which another calls it.

//--- core/core.c
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
void core_touch(void);
static DEFINE_SPINLOCK(core_lock);
void core_touch(void)
{
	spin_lock(&core_lock);
	spin_unlock(&core_lock);
}
EXPORT_SYMBOL_GPL(core_touch);
static void task(struct work_struct *work)
{
	spin_lock(&core_lock); // WARN: softirq-inconsistent-state(core_lock)
	spin_unlock(&core_lock);
}
static DECLARE_WORK(work, task);
#ifdef LOCKCTX_ORACLE
void fire_work(void);
void fire_work(void)
{
	oracle_fire(&work);
}
#endif

//--- driver/driver.c
#include <linux/timer.h>
void core_touch(void);
static void expired(struct timer_list *timer)
{
	core_touch();
}
static DEFINE_TIMER(timer, expired);

#ifdef LOCKCTX_ORACLE
void fire_work(void);

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	fire_work();
}
#endif
