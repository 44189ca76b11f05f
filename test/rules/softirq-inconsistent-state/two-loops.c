// RUN: %check_c %s %t
//
// Two loops up to the same bound: that the first one has ended says nothing of the second. A comparison whose operands
// stay as they are has the same result again.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);
static int queues[8];

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	queues[0]++;
	spin_unlock(&lock);
	spin_lock(&other);
	queues[1]++;
	spin_unlock(&other);
}
static DEFINE_TIMER(timer, expired);

static void flush(int count, int budget)
{
	int i;

	for (i = 0; i < count; i++)
		queues[i] = 0;
	for (i = 0; i < count; i++) {
		spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
		queues[i] = 1;
		spin_unlock(&lock);
	}

	if (count < budget)
		local_bh_disable();
	queues[2] = 0;
	if (count < budget) {
		spin_lock(&other);
		queues[3] = 0;
		spin_unlock(&other);
	}
	if (count < budget)
		local_bh_enable();
}

static void work(struct work_struct *work)
{
	flush(4, queues[7]);
}
static DECLARE_WORK(item, work);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	queues[7] = 5;
	oracle_fire(&timer);
	oracle_fire(&item);
}
#endif
