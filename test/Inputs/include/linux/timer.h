// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_TIMER_H
#define MINI_TIMER_H

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>

struct timer_list {
	struct list_head entry;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map lockdep_map;
#endif
};
#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000

#define __TIMER_INITIALIZER(_function, _flags) { .function = (_function), .flags = (_flags) }
#define DEFINE_TIMER(_name, _function) struct timer_list _name = __TIMER_INITIALIZER(_function, 0)

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *timer), unsigned int flags,
		    const char *name, struct lock_class_key *key);
#ifdef CONFIG_LOCKDEP
#define __init_timer(_timer, _fn, _flags)                                           \
	do {                                                                        \
		static struct lock_class_key __key;                                 \
		init_timer_key((_timer), (_fn), (_flags), #_timer, &__key);         \
	} while (0)
#else
#define __init_timer(_timer, _fn, _flags) init_timer_key((_timer), (_fn), (_flags), NULL, NULL)
#endif
#define timer_setup(timer, callback, flags) __init_timer((timer), (callback), (flags))
#define from_timer(var, callback_timer, field) container_of(callback_timer, typeof(*var), field)

int mod_timer(struct timer_list *timer, unsigned long expires);
void add_timer(struct timer_list *timer);
int timer_delete(struct timer_list *timer);
int timer_delete_sync(struct timer_list *timer);
static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}
static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

#endif
