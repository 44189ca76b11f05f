// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_IRQ_WORK_H
#define MINI_IRQ_WORK_H

struct irq_work {
	unsigned int flags;
	void (*func)(struct irq_work *work);
};
#define __IRQ_WORK_INIT(_func, _flags) (struct irq_work){ .flags = (_flags), .func = (_func) }
#define IRQ_WORK_INIT(_func) __IRQ_WORK_INIT(_func, 0)
static inline void init_irq_work(struct irq_work *work, void (*function)(struct irq_work *work))
{
	*work = IRQ_WORK_INIT(function);
}
_Bool irq_work_queue(struct irq_work *work);

#endif
