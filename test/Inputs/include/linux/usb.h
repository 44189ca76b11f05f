// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_USB_H
#define MINI_USB_H

#include <linux/device.h>
#include <linux/gfp.h>

struct urb;
struct usb_device;
typedef void (*usb_complete_t)(struct urb *urb);
struct urb {
	struct usb_device *dev;
	unsigned int pipe;
	void *transfer_buffer;
	u32 transfer_buffer_length;
	void *context;
	usb_complete_t complete;
};
static inline void usb_fill_bulk_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe, void *buffer,
				     int length, usb_complete_t complete, void *context)
{
	urb->dev = dev;
	urb->pipe = pipe;
	urb->transfer_buffer = buffer;
	urb->transfer_buffer_length = length;
	urb->complete = complete;
	urb->context = context;
}
int usb_submit_urb(struct urb *urb, gfp_t flags);

#endif
