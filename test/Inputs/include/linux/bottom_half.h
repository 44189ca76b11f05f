// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_BOTTOM_HALF_H
#define MINI_BOTTOM_HALF_H

#include <linux/lockdep.h>
#include <linux/preempt.h>

#if defined(CONFIG_PREEMPT_RT) || defined(CONFIG_TRACE_IRQFLAGS)
void __local_bh_disable_ip(unsigned long ip, unsigned int count);
#else
static __always_inline void __local_bh_disable_ip(unsigned long ip, unsigned int count)
{
	preempt_count_add(count);
	barrier();
}
#endif
void __local_bh_enable_ip(unsigned long ip, unsigned int count);

static inline void local_bh_disable(void)
{
	__local_bh_disable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
}
static inline void local_bh_enable(void)
{
	__local_bh_enable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
}

#endif
