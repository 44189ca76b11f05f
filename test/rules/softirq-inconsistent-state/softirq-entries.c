// RUN: %check_c %s %t
//
// What else runs in softirq: tasklets, old and new, NAPI, RCU callbacks, soft hrtimers.

#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_SPINLOCK(c);
static DEFINE_SPINLOCK(e);
static DEFINE_SPINLOCK(f);

static void touch(spinlock_t *l)
{
	spin_lock(l);
	spin_unlock(l);
}

static void on_tasklet(struct tasklet_struct *t) { touch(&a); }
static void on_old_tasklet(unsigned long data) { touch(&b); }
static int on_poll(struct napi_struct *napi, int budget) { touch(&c); return 0; }
static void on_rcu(struct rcu_head *head) { touch(&e); }
static enum hrtimer_restart on_hrtimer(struct hrtimer *timer) { touch(&f); return HRTIMER_NORESTART; }

static void task(struct work_struct *work)
{
	touch(&a); // WARN: softirq-inconsistent-state(a)
	touch(&b); // WARN: softirq-inconsistent-state(b)
	touch(&c); // WARN: softirq-inconsistent-state(c)
	touch(&e); // WARN: softirq-inconsistent-state(e)
	touch(&f); // WARN: softirq-inconsistent-state(f)
}
static DECLARE_WORK(work, task);

struct demo {
	struct tasklet_struct tasklet, old;
	struct napi_struct napi;
	struct rcu_head rcu;
	struct hrtimer timer;
};
void demo_setup(struct demo *d, struct net_device *dev);
void demo_setup(struct demo *d, struct net_device *dev)
{
	tasklet_setup(&d->tasklet, on_tasklet);
	tasklet_init(&d->old, on_old_tasklet, 0);
	netif_napi_add(dev, &d->napi, on_poll);
	call_rcu(&d->rcu, on_rcu);
	hrtimer_init(&d->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	d->timer.function = on_hrtimer;
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	tasklet_setup(&demo.tasklet, on_tasklet);
	tasklet_init(&demo.old, on_old_tasklet, 0);
	hrtimer_init(&demo.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	demo.timer.function = on_hrtimer;
}

// ORACLE(tasklet): usage-softirq
ORACLE_CASE(tasklet)
{
	prepare();
	oracle_fire(&demo.tasklet);
	oracle_fire(&work);
}

// ORACLE(old_tasklet): usage-softirq
ORACLE_CASE(old_tasklet)
{
	prepare();
	oracle_fire(&demo.old);
	oracle_fire(&work);
}

// ORACLE(poll): usage-softirq
ORACLE_CASE(poll)
{
	oracle_softirq(on_poll, NULL, 0);
	oracle_fire(&work);
}

// ORACLE(rcu): usage-softirq
ORACLE_CASE(rcu)
{
	call_rcu(&demo.rcu, on_rcu);
	rcu_barrier();
	oracle_fire(&work);
}

// ORACLE(hrtimer): usage-softirq
ORACLE_CASE(hrtimer)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&work);
}
#endif
