// RUN: %check_c %s %t
//
// A driver's own names for locks and their functions, as drivers for several systems have them.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

typedef spinlock_t os_spinlock;
typedef struct {
	spinlock_t lock;
	unsigned long flags;
} os_lock;

#define os_spin_lock(l) spin_lock(l)
static inline void os_acquire(os_lock *l)
{
	spin_lock(&l->lock);
}
static inline void os_release(os_lock *l)
{
	spin_unlock(&l->lock);
}

struct demo {
	os_spinlock plain;
	os_lock first, second;
	struct timer_list timer;
	struct work_struct work;
};

static void expired(struct timer_list *timer)
{
	struct demo *d = from_timer(d, timer, timer);

	os_spin_lock(&d->plain);
	spin_unlock(&d->plain);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);

	os_spin_lock(&d->plain); // WARN: softirq-inconsistent-state(struct demo.plain)
	spin_unlock(&d->plain);
	os_acquire(&d->first); // no softirq takes an os_lock
	os_release(&d->first);
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

static void prepare(void)
{
	spin_lock_init(&demo.plain);
	spin_lock_init(&demo.first.lock);
	demo_setup(&demo);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	prepare();
	oracle_fire(&demo.timer);
	oracle_fire(&demo.work);
}
#endif
