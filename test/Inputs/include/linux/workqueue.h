// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_WORKQUEUE_H
#define MINI_WORKQUEUE_H

#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/timer.h>

struct workqueue_struct;
struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);
struct work_struct {
	atomic_long_t data;
	struct list_head entry;
	work_func_t func;
#ifdef CONFIG_LOCKDEP
	struct lockdep_map lockdep_map;
#endif
};
struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
};
static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}
void delayed_work_timer_fn(struct timer_list *timer);

#define __WORK_INITIALIZER(name, function) { .data = ATOMIC_LONG_INIT(0), .func = (function) }
#define DECLARE_WORK(name, function) struct work_struct name = __WORK_INITIALIZER(name, function)

#ifdef CONFIG_LOCKDEP
#define MINI_WORK_MAP(_work, _key) lockdep_init_map_type(&(_work)->lockdep_map, #_work, _key, 0, 4)
#else
#define MINI_WORK_MAP(_work, _key) do { } while (0)
#endif
#define __INIT_WORK_KEY(_work, _func, _key)                              \
	do {                                                             \
		(_work)->data = (atomic_long_t)ATOMIC_LONG_INIT(0);      \
		MINI_WORK_MAP(_work, _key);                              \
		INIT_LIST_HEAD(&(_work)->entry);                         \
		(_work)->func = (_func);                                 \
	} while (0)
#define __INIT_WORK(_work, _func)                                        \
	do {                                                             \
		static __maybe_unused struct lock_class_key __key;       \
		__INIT_WORK_KEY(_work, _func, &__key);                   \
	} while (0)
#define INIT_WORK(_work, _func) __INIT_WORK((_work), (_func))
#define INIT_DELAYED_WORK(_work, _func)                                               \
	do {                                                                          \
		INIT_WORK(&(_work)->work, (_func));                                   \
		__init_timer(&(_work)->timer, delayed_work_timer_fn, TIMER_IRQSAFE);  \
	} while (0)

extern struct workqueue_struct *system_wq;
struct workqueue_struct *alloc_workqueue(const char *format, unsigned int flags, int max_active, ...);
void flush_workqueue(struct workqueue_struct *wq);
bool cancel_work(struct work_struct *work);
#define WQ_UNBOUND 0x2
#define WQ_MEM_RECLAIM 0x8
#define alloc_ordered_workqueue(format, flags, args...) alloc_workqueue(format, WQ_UNBOUND | (flags), 1, ##args)
void destroy_workqueue(struct workqueue_struct *wq);
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *work, unsigned long delay);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work_sync(struct delayed_work *work);
bool flush_work(struct work_struct *work);
static inline bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	return queue_work_on(64, wq, work);
}
static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}
static inline bool schedule_delayed_work(struct delayed_work *work, unsigned long delay)
{
	return queue_delayed_work_on(64, system_wq, work, delay);
}

#endif
