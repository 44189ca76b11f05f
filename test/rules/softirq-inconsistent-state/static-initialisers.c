// RUN: %check_c %s %t
//
// Callbacks in static initialisers of nested structs and arrays.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void on_tasklet(struct tasklet_struct *t)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void task(struct work_struct *work)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static struct {
	struct tasklet_struct tasklets[2];
	struct {
		struct work_struct work;
	} inner;
} demo = {
	.tasklets = { [1] = { .callback = on_tasklet, .use_callback = true } },
	.inner = { .work = { .func = task } },
};

void *demo_get(void);
void *demo_get(void)
{
	return &demo;
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_softirq(on_tasklet, &demo.tasklets[1]);
	oracle_work(task, &demo.inner.work);
}
#endif
