// SPDX-License-Identifier: GPL-2.0
/* The queue between writers and the timer. */
#include <linux/slab.h>

#include "txdemo.h"

void txdemo_queue_init(struct txdemo_queue *queue)
{
	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->frames);
	queue->length = 0;
}

/* For everybody but the timer. */
void txdemo_queue_lock(struct txdemo_queue *queue)
{
	spin_lock_bh(&queue->lock);
}

void txdemo_queue_unlock(struct txdemo_queue *queue)
{
	spin_unlock_bh(&queue->lock);
}

int txdemo_queue_put(struct txdemo_queue *queue, struct txdemo_frame *frame)
{
	int ret = 0;

	txdemo_queue_lock(queue);
	if (queue->length >= TXDEMO_QUEUE_MAX) {
		ret = -ENOSPC;
		goto out;
	}
	list_add_tail(&frame->node, &queue->frames);
	queue->length++;
out:
	txdemo_queue_unlock(queue);
	return ret;
}

/* For the timer: in softirq the plain form is right. */
struct txdemo_frame *txdemo_queue_get(struct txdemo_queue *queue)
{
	struct txdemo_frame *frame = NULL;

	spin_lock(&queue->lock);
	if (!list_empty(&queue->frames)) {
		frame = list_first_entry(&queue->frames, struct txdemo_frame, node);
		list_del(&frame->node);
		queue->length--;
	}
	spin_unlock(&queue->lock);
	return frame;
}

/* Hands all that waits back to its writers. */
void txdemo_queue_clear(struct txdemo *dev)
{
	struct txdemo_queue *queue = &dev->queue;

	spin_lock_bh(&queue->lock);
	/* BHs are off already: the plain form is right here as well. */
	spin_lock(&dev->pending_lock);
	list_splice_init(&queue->frames, &dev->pending);
	spin_unlock(&dev->pending_lock);
	queue->length = 0;
	spin_unlock_bh(&queue->lock);
}
