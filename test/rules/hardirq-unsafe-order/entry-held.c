// RUN: %check_c %s %t
//
// The lock that an entry point's caller holds is used in the interrupts that the entry point is called in, wherever its
// code is. A callback that is called without it is nothing to that lock.

//--- core.yaml
contexts:
  - name: event
    states: [hardirq]
    source: core.c
  - name: flush
    states: [task irq-off]
    source: core.c
entries:
  - struct: core_ops
    fields: [event]
    context: event
    held: [struct core_dev.event_lock]
    source: core.c
  - struct: core_ops
    fields: [flush]
    context: flush
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
	void (*flush)(struct core_dev *d);
	void (*open)(struct core_dev *d);
};

static DEFINE_SPINLOCK(clients);
static DEFINE_SPINLOCK(users);

static void notify_wrongly(void)
{
	spin_lock(&clients); // WARN: hardirq-unsafe-order(high, clients)
	spin_unlock(&clients);
}

static void event(struct core_dev *d)
{
}

static void flush(struct core_dev *d)
{
	notify_wrongly();
}

static void open(struct core_dev *d)
{
	notify_wrongly();
	spin_lock(&users);
	spin_unlock(&users);
}

const struct core_ops the_ops = { .event = event, .flush = flush, .open = open };

#ifdef LOCKCTX_ORACLE
static struct core_dev core;

static void core_flush(void)
{
	spin_lock(&core.event_lock);
	flush(&core);
	spin_unlock(&core.event_lock);
}

static void core_event(void)
{
	spin_lock(&core.event_lock);
	event(&core);
	spin_unlock(&core.event_lock);
}

// ORACLE(order): order-hardirq
ORACLE_CASE(order)
{
	spin_lock_init(&core.event_lock);
	oracle_hardirq(core_event);
	oracle_irq_off(core_flush);
	oracle_task(open, &core);
}
#endif
