// RUN: %check_c %s %t
//
// A helper calls what it is passed, with the constant that it is passed: that branch takes no lock.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static void run_it(void (*function)(int how), int how)
{
	function(how);
}

static void count(int how)
{
	if (how) {
		spin_lock(&b);
		spin_unlock(&b);
	}
}

static void task(struct work_struct *work)
{
	spin_lock(&a);
	run_it(count, 0);
	spin_unlock(&a);
	spin_lock(&b);
	spin_lock(&a);
	spin_unlock(&a);
	spin_unlock(&b);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&work);
}
#endif
