// RUN: %check_c %s %t
//
// Code that sets up or tears down is not exempt; its findings say so.

#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static int __init demo_init(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(init)
	spin_unlock(&lock);
	return 0;
}
module_init(demo_init);

static void __exit demo_exit(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(init)
	spin_unlock(&lock);
}
module_exit(demo_exit);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
}
#endif
