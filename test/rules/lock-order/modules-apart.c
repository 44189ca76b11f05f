// RUN: %check_c %s %t
//
// A common layer's ops lead to one bus or the other. A driver of the first bus is in no circle that goes through the
// second one; a driver of the second bus is.

//--- core/core.h
#include <linux/spinlock.h>

struct core;
struct bus_ops {
	int (*read)(struct core *c);
};
struct core {
	const struct bus_ops *bus;
	spinlock_t queue, state;
};
int core_poll(struct core *c);
void core_enqueue(struct core *c);
void core_add(struct core *c);

//--- core/core.c
#include "core.h"
#include <linux/export.h>

int core_poll(struct core *c)
{
	return c->bus->read(c);
}
EXPORT_SYMBOL_GPL(core_poll);

void core_enqueue(struct core *c)
{
	spin_lock(&c->queue);
	spin_unlock(&c->queue);
}
EXPORT_SYMBOL_GPL(core_enqueue);

void core_add(struct core *c)
{
	spin_lock_init(&c->queue);
	spin_lock_init(&c->state);
}
EXPORT_SYMBOL_GPL(core_add);

//--- slow/slow.h
#include "../core/core.h"
void slow_add(struct core *c);

//--- slow/slow.c
#include "slow.h"
#include <linux/export.h>

static int slow_read(struct core *c)
{
	core_enqueue(c);
	return 0;
}

static const struct bus_ops slow_ops = { .read = slow_read };

void slow_add(struct core *c)
{
	core_add(c);
	c->bus = &slow_ops;
}
EXPORT_SYMBOL_GPL(slow_add);

//--- fast_driver/fast_driver.c
#include "../core/core.h"
#include <linux/workqueue.h>

static struct core fast;

static int fast_read(struct core *c)
{
	return 1;
}

static const struct bus_ops fast_ops = { .read = fast_read };

static void fast_task(struct work_struct *work)
{
	spin_lock(&fast.queue);
	spin_lock(&fast.state);
	spin_unlock(&fast.state);
	spin_unlock(&fast.queue);
	spin_lock(&fast.state);
	core_poll(&fast);
	spin_unlock(&fast.state);
}
static DECLARE_WORK(fast_work, fast_task);

void fast_setup(void);
void fast_setup(void)
{
	core_add(&fast);
	fast.bus = &fast_ops;
}

//--- slow_driver/slow_driver.c
#include "../slow/slow.h"
#include <linux/workqueue.h>

static struct core slow;
static DEFINE_SPINLOCK(own);

static void slow_task(struct work_struct *work)
{
	spin_lock(&slow.queue);
	spin_lock(&own); // WARN: lock-order
	spin_unlock(&own);
	spin_unlock(&slow.queue);
	spin_lock(&own);
	core_poll(&slow); // WARN: lock-order
	spin_unlock(&own);
}
static DECLARE_WORK(slow_work, slow_task);

void slow_setup(void);
void slow_setup(void)
{
	slow_add(&slow);
}
// ORACLE: none several modules are not one, which a case is
