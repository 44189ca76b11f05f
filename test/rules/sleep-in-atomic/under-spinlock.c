// RUN: %check_c %s %t
//
// Sleeping with a spinlock held is wrong whoever the caller is; the call that leads there is what to change.

#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_MUTEX(mutex);

static void waits(void)
{
	msleep(10);
}

void demo_direct(void);
void demo_direct(void)
{
	spin_lock(&lock);
	mutex_lock(&mutex); // WARN: sleep-in-atomic
	mutex_unlock(&mutex);
	spin_unlock(&lock);
}

void demo_through_a_call(void);
void demo_through_a_call(void)
{
	spin_lock_bh(&lock);
	waits(); // WARN: sleep-in-atomic
	spin_unlock_bh(&lock);
	waits();
}

void demo_ok(void);
void demo_ok(void)
{
	mutex_lock(&mutex);
	spin_lock(&lock);
	spin_unlock(&lock);
	msleep(1);
	mutex_unlock(&mutex);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(direct): sleep
ORACLE_CASE(direct)
{
	oracle_task(demo_direct);
}

// ORACLE(through_a_call): sleep
ORACLE_CASE(through_a_call)
{
	oracle_task(demo_through_a_call);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_task(demo_ok);
}
#endif
