// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_WAIT_H
#define MINI_WAIT_H

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};
typedef struct wait_queue_head wait_queue_head_t;

void __init_waitqueue_head(struct wait_queue_head *queue, const char *name, struct lock_class_key *key);
#define init_waitqueue_head(queue)                               \
	do {                                                     \
		static struct lock_class_key __key;              \
		__init_waitqueue_head((queue), #queue, &__key);  \
	} while (0)
int __wake_up(struct wait_queue_head *queue, unsigned int mode, int count, void *key);
#define wake_up(queue) __wake_up(queue, 3, 1, NULL)
#define wake_up_interruptible(queue) __wake_up(queue, 1, 1, NULL)

long mini_wait(struct wait_queue_head *queue, int state);
#define wait_event(queue, condition)                     \
	do {                                             \
		might_sleep();                           \
		while (!(condition))                     \
			mini_wait(&(queue), 2);          \
	} while (0)

#endif
