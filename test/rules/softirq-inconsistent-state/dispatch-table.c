// RUN: %check_c %s %t
//
// Functions in an array, called by index; and passed as an argument that is called at once.

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

static void first(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void second(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void unused(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void (*const table[])(void) = { first };

static void with_bh_off(void (*function)(void))
{
	local_bh_disable();
	function();
	local_bh_enable();
}

static void with_bh_on(void (*function)(void))
{
	if (function)
		function();
}

static void task(struct work_struct *work)
{
	table[state]();
	with_bh_off(unused);
	with_bh_on(second);
}
static DECLARE_WORK(task_work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(table): usage-softirq
ORACLE_CASE(table)
{
	oracle_fire(&timer);
	oracle_fire(&task_work);
}

// ORACLE(argument): usage-softirq
ORACLE_CASE(argument)
{
	oracle_fire(&timer);
	oracle_task(with_bh_on, second);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_task(with_bh_off, unused);
}
#endif
