// SPDX-License-Identifier: GPL-2.0
/* Frames that were handed back, until somebody frees them. */
#include <linux/slab.h>

#include "txdemo.h"

unsigned int txdemo_pending_count(struct txdemo *dev)
{
	struct list_head *at;
	unsigned int count = 0;

	/* The bug: BHs are on here, and txdemo_queue_clear() takes this under a lock that the timer takes. */
	spin_lock(&dev->pending_lock);
	list_for_each(at, &dev->pending)
		count++;
	spin_unlock(&dev->pending_lock);
	return count;
}

void txdemo_pending_free(struct txdemo *dev)
{
	struct txdemo_frame *frame, *next;
	LIST_HEAD(gone);

	spin_lock_bh(&dev->pending_lock);
	list_splice_init(&dev->pending, &gone);
	spin_unlock_bh(&dev->pending_lock);

	list_for_each_entry_safe(frame, next, &gone, node)
		kfree(frame);
}
