// RUN: %check_c %s %t
//
// A trylock cannot deadlock: it marks no IN-SOFTIRQ.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(tried);
static DEFINE_SPINLOCK(taken);

static void expired(struct timer_list *timer)
{
	if (spin_trylock(&tried))
		spin_unlock(&tried);
	spin_lock(&taken);
	spin_unlock(&taken);
}
static DEFINE_TIMER(timer, expired);

static void ok_plain(struct work_struct *work)
{
	spin_lock(&tried);
	spin_unlock(&tried);
}
static DECLARE_WORK(ok, ok_plain);

// But it marks the -ON bits, and is held afterwards.
static void bad_trylock(struct work_struct *work)
{
	if (spin_trylock(&taken)) // WARN: softirq-inconsistent-state(taken)
		spin_unlock(&taken);
}
static DECLARE_WORK(bad, bad_trylock);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&bad);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&ok);
}
#endif
