// RUN: %check_c %s %t
//
// A completion handler of an URB may run in softirq: the host controller decides. Such a finding is less sure.

#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/workqueue.h>

struct demo {
	spinlock_t lock, other;
	struct work_struct work;
};

static void demo_complete(struct urb *urb)
{
	struct demo *d = urb->context;

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void task(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, work);
	unsigned long flags;

	spin_lock(&d->lock); // WARN: softirq-inconsistent-state(medium), hardirq-inconsistent-state(medium)
	spin_unlock(&d->lock);
	spin_lock_irqsave(&d->lock, flags);
	spin_unlock_irqrestore(&d->lock, flags);
}

void demo_setup(struct demo *d, struct urb *urb, struct usb_device *device);
void demo_setup(struct demo *d, struct urb *urb, struct usb_device *device)
{
	INIT_WORK(&d->work, task);
	usb_fill_bulk_urb(urb, device, 0, NULL, 0, demo_complete, d);
}

// ORACLE: none user-mode Linux has no USB host: whether a completion runs in softirq is the host controller's choice
