// RUN: %check_c %s %t
//
// One callback for a tasklet and a work item; the same line in both.

#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(outer);
static int state;

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void run(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}
static void on_tasklet(struct tasklet_struct *t) { run(); }
static void on_work(struct work_struct *work) { run(); }
static struct tasklet_struct tasklet;
static struct work_struct work;
void demo_setup(void);
void demo_setup(void)
{
	tasklet_setup(&tasklet, on_tasklet);
	INIT_WORK(&work, on_work);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	demo_setup();
	oracle_fire(&tasklet);
	oracle_fire(&work);
}
#endif
