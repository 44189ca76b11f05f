// RUN: %check_c %s %t
//
// Two ends that only may happen never meet: the one completion handler may run here or there, but not both at will.

#include <linux/spinlock.h>
#include <linux/usb.h>

struct demo {
	spinlock_t lock;
};

static void demo_complete(struct urb *urb)
{
	struct demo *d = urb->context;

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

void demo_setup(struct demo *d, struct urb *urb, struct usb_device *device);
void demo_setup(struct demo *d, struct urb *urb, struct usb_device *device)
{
	usb_fill_bulk_urb(urb, device, 0, NULL, 0, demo_complete, d);
}

// ORACLE: none user-mode Linux has no USB host: whether a completion runs in softirq is the host controller's choice
