// RUN: %check_c %s %t
//
// An RCU read section must not sleep; after its end the function may.

#include <linux/delay.h>
#include <linux/rcupdate.h>

void demo_read(void);
void demo_read(void)
{
	rcu_read_lock();
	msleep(1); // WARN: sleep-in-atomic
	rcu_read_unlock();
	msleep(1);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	oracle_task(demo_read);
}
#endif
