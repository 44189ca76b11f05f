// RUN: %check_c %s %t
//
// What a dispatcher is told to do by a parameter counts, however many options below it the caller fills in as well.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct options {
	bool first, second, third, fourth, fifth;
};

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);
static int state;

static void scan(struct options *o)
{
	if (o->first)
		state++;
	if (o->second)
		state--;
	if (o->third)
		state += 2;
}

static void join(struct options *o)
{
	if (o->fourth)
		state += 3;
	if (o->fifth)
		state += 4;
	spin_lock(&lock);
	state = 0;
	spin_unlock(&lock);
}

static void leave(struct options *o)
{
	if (o->first)
		state += 5;
	spin_lock(&other); // WARN: softirq-inconsistent-state(other)
	state = 1;
	spin_unlock(&other);
}

static void command(struct options *o, int what)
{
	switch (what) {
	case 1:
		scan(o);
		break;
	case 2:
		join(o);
		break;
	case 3:
		leave(o);
		break;
	}
}

static void expired(struct timer_list *timer)
{
	struct options o = { .first = true, .second = true, .third = true };

	command(&o, 1);
	spin_lock(&other);
	state = 2;
	spin_unlock(&other);
	spin_lock(&lock);
	state = 3;
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void work(struct work_struct *work)
{
	struct options o = { .fourth = true };

	local_bh_disable();
	command(&o, 2);
	local_bh_enable();
	o.first = true;
	command(&o, 3);
}
static DECLARE_WORK(item, work);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_fire(&item);
}
#endif
