// RUN: %check_c %s %t
//
// Functions in an array that a field points to are called through the field; (*call)() is a call like call(). A table that
// nothing points to is not called.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

typedef void (*handler_t)(int);

struct handlers {
	const handler_t *all;
	int count;
};

struct ops {
	void (*flush)(void);
};

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);

static void reset(int n)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void flush(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static void unused(int n)
{
	spin_lock(&other);
	spin_unlock(&other);
}

static const handler_t table[] = { reset };
const handler_t no_table[] = { unused };
static const struct handlers handlers = { .all = table, .count = 1 };
static const struct ops ops = { .flush = flush };

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_lock(&other);
	spin_unlock(&other);
}
static DEFINE_TIMER(timer, expired);

static void work(struct work_struct *work)
{
	const struct handlers *h = &handlers;
	const struct ops *o = &ops;

	h->all[0](1);
	(*o->flush)();
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
