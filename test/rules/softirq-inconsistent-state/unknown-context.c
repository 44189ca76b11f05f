// RUN: %check_c %s %t
//
// Unknown is not task: a function that nobody known calls marks nothing, whatever it looks like.

#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

void demo_flush(void);
void demo_flush(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
EXPORT_SYMBOL(demo_flush);

static void __maybe_unused never_called(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
}
#endif
