// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_INTERRUPT_H
#define MINI_INTERRUPT_H

#include <linux/bottom_half.h>
#include <linux/container_of.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>

// Values as in linux 6.12.
#define IRQF_TRIGGER_RISING 0x00000001
#define IRQF_SHARED 0x00000080
#define IRQF_PERCPU 0x00000400
#define IRQF_ONESHOT 0x00002000
#define IRQF_NO_THREAD 0x00010000
#define IRQF_COND_ONESHOT 0x00200000

typedef irqreturn_t (*irq_handler_t)(int irq, void *data);
struct device;

int __must_check request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
				      unsigned long flags, const char *name, void *data);
static inline int __must_check request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
					   const char *name, void *data)
{
	return request_threaded_irq(irq, handler, NULL, flags | IRQF_COND_ONESHOT, name, data);
}
const void *free_irq(unsigned int irq, void *data);
int __must_check devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
					   irq_handler_t thread_fn, unsigned long flags, const char *name, void *data);
static inline int __must_check devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
						unsigned long flags, const char *name, void *data)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags | IRQF_COND_ONESHOT, name, data);
}
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);

struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	atomic_t count;
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};
#define DECLARE_TASKLET(name, _callback) \
	struct tasklet_struct name = { .count = ATOMIC_INIT(0), .callback = _callback, .use_callback = true }
#define from_tasklet(var, callback_tasklet, field) container_of(callback_tasklet, typeof(*var), field)
void tasklet_init(struct tasklet_struct *t, void (*function)(unsigned long data), unsigned long data);
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t));
void __tasklet_schedule(struct tasklet_struct *t);
static inline void tasklet_schedule(struct tasklet_struct *t)
{
	if (!(__atomic_fetch_or(&t->state, 1, __ATOMIC_SEQ_CST) & 1))
		__tasklet_schedule(t);
}
void tasklet_kill(struct tasklet_struct *t);

#endif
