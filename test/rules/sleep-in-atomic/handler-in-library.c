// RUN: %check_c %s %t
//
// An interrupt belongs to the module that requests it.
//
// Two bus modules share a library. The handler in the library is requested by the PCI module only, whose register access
// does not sleep; that of the USB module does.

//--- lib/lib.h
#include <linux/interrupt.h>
struct device_ops {
	void (*write)(int value);
};
struct shared {
	const struct device_ops *ops;
};
irqreturn_t shared_handler(int irq, void *data);
void shared_update(struct shared *s);

//--- lib/lib.c
#include <linux/export.h>
#include "lib.h"
irqreturn_t shared_handler(int irq, void *data)
{
	struct shared *s = data;

	s->ops->write(0);
	return IRQ_HANDLED;
}
EXPORT_SYMBOL_GPL(shared_handler);
void shared_update(struct shared *s)
{
	s->ops->write(1);
}
EXPORT_SYMBOL_GPL(shared_update);

//--- pci/pci.c
#include "../lib/lib.h"
static int mapped;
static void pci_write(int value)
{
	mapped = value;
}
static const struct device_ops pci_ops = { .write = pci_write };
static struct shared pci_device;
int pci_setup(void);
int pci_setup(void)
{
	pci_device.ops = &pci_ops;
	return request_irq(5, shared_handler, 0, "pci", &pci_device);
}
#ifdef LOCKCTX_ORACLE
void pci_interrupt(void);
void pci_interrupt(void)
{
	pci_device.ops = &pci_ops;
	shared_handler(5, &pci_device);
}
#endif

//--- usb/usb.c
#include <linux/mutex.h>
#include <linux/workqueue.h>
#include "../lib/lib.h"
static DEFINE_MUTEX(transfer);
static irqreturn_t bad_handler(int irq, void *data)
{
	mutex_lock(&transfer); // WARN: sleep-in-atomic
	mutex_unlock(&transfer);
	return IRQ_HANDLED;
}
int usb_setup(void);
int usb_setup(void)
{
	return request_irq(6, bad_handler, 0, "usb", NULL);
}
static void usb_write(int value)
{
	mutex_lock(&transfer);
	mutex_unlock(&transfer);
}
static const struct device_ops usb_ops = { .write = usb_write };
static struct shared usb_device;
static void task(struct work_struct *work)
{
	usb_device.ops = &usb_ops;
	shared_update(&usb_device);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
void pci_interrupt(void);

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	oracle_hardirq(bad_handler, 6, NULL);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(pci_interrupt);
	oracle_fire(&work);
}
#endif
