/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TXDEMO_H
#define TXDEMO_H

#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define TXDEMO_QUEUE_MAX 64

struct txdemo_frame {
	struct list_head node;
	unsigned int id;
	size_t size;
};

/* Frames that wait for the timer, which runs in softirq: others disable BHs. */
struct txdemo_queue {
	spinlock_t lock;
	struct list_head frames;
	unsigned int length;
};

struct txdemo {
	struct txdemo_queue queue;

	/* Frames that were handed back. Never taken in softirq. */
	spinlock_t pending_lock;
	struct list_head pending;

	/* Shared with the interrupt handler. */
	spinlock_t stats_lock;
	unsigned long interrupts;
	unsigned long sent;

	/* Configuration; taken first of all, by tasks only. */
	struct mutex config_lock;
	unsigned int interval_ms;

	struct timer_list tx_timer;
	struct work_struct join_work;
	struct delayed_work clear_work;
	int irq;
};

/* queue.c */
void txdemo_queue_init(struct txdemo_queue *queue);
void txdemo_queue_lock(struct txdemo_queue *queue);
void txdemo_queue_unlock(struct txdemo_queue *queue);
int txdemo_queue_put(struct txdemo_queue *queue, struct txdemo_frame *frame);
struct txdemo_frame *txdemo_queue_get(struct txdemo_queue *queue);
void txdemo_queue_clear(struct txdemo *dev);

/* pending.c */
unsigned int txdemo_pending_count(struct txdemo *dev);
void txdemo_pending_free(struct txdemo *dev);

/* worker.c */
void txdemo_worker_init(struct txdemo *dev);
void txdemo_worker_stop(struct txdemo *dev);

/* irq.c */
int txdemo_irq_init(struct txdemo *dev);
void txdemo_irq_exit(struct txdemo *dev);
void txdemo_count_sent(struct txdemo *dev);
unsigned long txdemo_sent(struct txdemo *dev);

#endif
