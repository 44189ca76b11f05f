// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_KTHREAD_H
#define MINI_KTHREAD_H

#include <linux/err.h>

struct task_struct;
struct task_struct *kthread_create_on_node(int (*function)(void *data), void *data, int node, const char *format, ...);
int wake_up_process(struct task_struct *task);
#define kthread_create(function, data, format, arg...) kthread_create_on_node(function, data, -1, format, ##arg)
#define kthread_run(function, data, format, ...)                                                 \
	({                                                                                       \
		struct task_struct *__k = kthread_create(function, data, format, ##__VA_ARGS__); \
		if (!IS_ERR(__k))                                                                \
			wake_up_process(__k);                                                    \
		__k;                                                                             \
	})
int kthread_stop(struct task_struct *task);
bool kthread_should_stop(void);

#endif
