// RUN: %check_c %s %t
//
// The lock that an entry point's caller holds is used in the interrupts that the entry point is called in, wherever its
// code is. A callback that is called without it is nothing to that lock.

//--- core.yaml
contexts:
  - name: event
    states: [hardirq]
    source: core.c
entries:
  - struct: core_ops
    fields: [event]
    context: event
    held: [struct core_dev.event_lock]
    source: core.c
  - struct: core_ops
    fields: [open]
    context: task
    source: core.c

//--- driver.c
#include <linux/spinlock.h>

struct core_dev {
	spinlock_t event_lock;
};
struct core_ops {
	void (*event)(struct core_dev *d);
	void (*open)(struct core_dev *d);
};

static DEFINE_SPINLOCK(clients);
static DEFINE_SPINLOCK(users);

static void notify_wrongly(void)
{
	spin_lock(&clients); // WARN: hardirq-inconsistent-state, hardirq-unsafe-order(high, clients)
	spin_unlock(&clients);
}

static void event(struct core_dev *d)
{
	notify_wrongly();
}

static void open(struct core_dev *d)
{
	notify_wrongly();
	spin_lock(&users);
	spin_unlock(&users);
}

const struct core_ops the_ops = { .event = event, .open = open };

#ifdef LOCKCTX_ORACLE
static struct core_dev core;

static void core_event(void)
{
	spin_lock(&core.event_lock);
	event(&core);
	spin_unlock(&core.event_lock);
}

static void core_lock(void)
{
	spin_lock(&core.event_lock);
	spin_unlock(&core.event_lock);
}

// ORACLE(usage): usage-hardirq
ORACLE_CASE(usage)
{
	spin_lock_init(&core.event_lock);
	oracle_hardirq(core_event);
	oracle_task(open, &core);
}

// ORACLE(order): order-hardirq
ORACLE_CASE(order)
{
	spin_lock_init(&core.event_lock);
	oracle_hardirq(core_lock);
	oracle_irq_off(core_event);
	oracle_task(open, &core);
}
#endif
