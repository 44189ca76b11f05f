// RUN: %check_c %s %t
//
// An operation that the kernel calls with a lock held: what the driver takes in it comes after that lock.

//--- core.yaml
entries:
  - struct: demo_core_ops
    fields: [notify]
    context: task-bh-off
    held: [struct demo_core.lock]
    source: core.h

//--- driver.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct demo_core {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
};
struct demo_core_ops {
	void (*notify)(struct demo_core *core);
};
static DEFINE_SPINLOCK(mine);

static void notify(struct demo_core *core)
{
	spin_lock_bh(&mine);
	spin_unlock_bh(&mine);
}
const struct demo_core_ops demo_ops = { .notify = notify };

static void expired(struct timer_list *timer)
{
	struct demo_core *core = from_timer(core, timer, timer);

	spin_lock(&core->lock);
	spin_unlock(&core->lock);
}

static void task(struct work_struct *work)
{
	spin_lock(&mine); // WARN: softirq-unsafe-order(mine, struct demo_core.lock)
	spin_unlock(&mine);
}

void demo_setup(struct demo_core *core);
void demo_setup(struct demo_core *core)
{
	timer_setup(&core->timer, expired, 0);
	INIT_WORK(&core->work, task);
}

#ifdef LOCKCTX_ORACLE
static struct demo_core core;

static void call_notify(void)
{
	spin_lock_bh(&core.lock);
	notify(&core);
	spin_unlock_bh(&core.lock);
}

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&core.lock);
	demo_setup(&core);
	oracle_fire(&core.timer);
	oracle_task(call_notify);
	oracle_fire(&core.work);
}
#endif
