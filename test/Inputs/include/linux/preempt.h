// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_PREEMPT_H
#define MINI_PREEMPT_H

#include <linux/cleanup.h>
#include <linux/compiler.h>

// The counter's fields: preemption, softirq, hardirq, NMI.
#define PREEMPT_MASK 0x000000ffUL
#define SOFTIRQ_MASK 0x0000ff00UL
#define HARDIRQ_MASK 0x000f0000UL
#define NMI_MASK 0x00f00000UL
#define SOFTIRQ_OFFSET 0x100UL
#define SOFTIRQ_DISABLE_OFFSET (2 * SOFTIRQ_OFFSET)
#define SOFTIRQ_LOCK_OFFSET (SOFTIRQ_DISABLE_OFFSET + 1)

extern int __preempt_count;
static __always_inline int preempt_count(void)
{
	return READ_ONCE(__preempt_count) & 0x7fffffff;
}

#define nmi_count() (preempt_count() & NMI_MASK)
#define hardirq_count() (preempt_count() & HARDIRQ_MASK)
#define softirq_count() (preempt_count() & SOFTIRQ_MASK)
#define irq_count() (preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK))

#define in_nmi() (nmi_count())
#define in_hardirq() (hardirq_count())
#define in_irq() (hardirq_count())
#define in_softirq() (softirq_count())
#define in_serving_softirq() (softirq_count() & SOFTIRQ_OFFSET)
#define in_interrupt() (irq_count())
#define in_task() (!(preempt_count() & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_OFFSET)))
#define in_atomic() (preempt_count() != 0)

#ifdef CONFIG_PROVE_LOCKING
void preempt_count_add(int by);
void preempt_count_sub(int by);
#else
#define preempt_count_add(by) do { __preempt_count += (by); } while (0)
#define preempt_count_sub(by) do { __preempt_count -= (by); } while (0)
#endif
#define preempt_count_inc() preempt_count_add(1)
#define preempt_disable()            \
	do {                         \
		preempt_count_inc(); \
		barrier();           \
	} while (0)
#define preempt_enable()              \
	do {                          \
		barrier();            \
		preempt_count_sub(1); \
	} while (0)

DEFINE_LOCK_GUARD_0(preempt, preempt_disable(), preempt_enable())

#endif
