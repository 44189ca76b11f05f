// RUN: %check_c %s %t
//
// ORACLE: none several modules are not one, which a case is
//
// A core calls the ops of one bus or the other. Which it is, is no guess where each bus is a module: the interrupt that
// the lock is shared with is that module's. It is one where the files are of one module.

//--- core/ops.h
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
struct device;
struct bus_ops {
	void (*start)(struct device *d);
	void (*stop)(struct device *d);
};
struct device {
	const struct bus_ops *ops;
	struct work_struct work;
	struct timer_list timer;
	spinlock_t fast, slow;
};
void core_probe(struct device *d, const struct bus_ops *ops);

//--- core/core.c
#include "ops.h"
static void task(struct work_struct *work)
{
	struct device *d = container_of(work, struct device, work);

	d->ops->start(d);
}

void core_probe(struct device *d, const struct bus_ops *ops)
{
	spin_lock_init(&d->fast);
	spin_lock_init(&d->slow);
	d->ops = ops;
	INIT_WORK(&d->work, task);
}
EXPORT_SYMBOL_GPL(core_probe);

//--- pci/pci.c
#include "../core/ops.h"
static void pci_start(struct device *d)
{
	spin_lock(&d->fast); // WARN: softirq-inconsistent-state(high)
	spin_unlock(&d->fast);
}

static void expired(struct timer_list *timer)
{
	struct device *d = from_timer(d, timer, timer);

	spin_lock(&d->fast);
	spin_unlock(&d->fast);
}

static const struct bus_ops pci_ops = {.start = pci_start};
int pci_probe(struct device *d);
int pci_probe(struct device *d)
{
	timer_setup(&d->timer, expired, 0);
	core_probe(d, &pci_ops);
	return 0;
}

//--- usb/usb.c
#include "../core/ops.h"
static void usb_start(struct device *d)
{
	spin_lock_bh(&d->slow);
	spin_unlock_bh(&d->slow);
}

static const struct bus_ops usb_ops = {.start = usb_start};
int usb_probe(struct device *d);
int usb_probe(struct device *d)
{
	core_probe(d, &usb_ops);
	return 0;
}
