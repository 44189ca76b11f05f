// RUN: %check_c %s %t
//
// A driver's command dispatcher is called with many different commands. Only one of them takes the lock, and that one is
// never sent by the timer.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(scan_lock);
static DEFINE_SPINLOCK(reset_lock);
static int sent;

static void send(int command, int flags)
{
	switch (command) {
	case 100:
		spin_lock(&scan_lock);
		spin_unlock(&scan_lock);
		break;
	case 101:
		spin_lock(&reset_lock); // WARN: softirq-inconsistent-state(reset_lock)
		spin_unlock(&reset_lock);
		break;
	}
	sent = command + flags;
}

static void expired(struct timer_list *timer)
{
	send(99, 0);
	send(101, 0);
}
static DEFINE_TIMER(timer, expired);

static void task(struct work_struct *work)
{
	send(1, 1);
	send(2, 2);
	send(3, 3);
	send(4, 4);
	send(5, 5);
	send(6, 6);
	send(7, 7);
	send(8, 8);
	send(9, 9);
	send(10, 10);
	send(11, 11);
	send(12, 12);
	send(13, 13);
	send(100, 0);
	send(101, 0);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_task(send, 100, 0);
}
#endif
