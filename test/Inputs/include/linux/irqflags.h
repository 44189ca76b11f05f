// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_IRQFLAGS_H
#define MINI_IRQFLAGS_H

#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/typecheck.h>

#define X86_EFLAGS_IF 0x200UL

static __always_inline unsigned long native_save_fl(void)
{
	unsigned long flags;

	__asm__ __volatile__("pushf; pop %0" : "=rm"(flags) : : "memory");
	return flags;
}
static __always_inline void arch_local_irq_disable(void)
{
	__asm__ __volatile__("cli" : : : "memory");
}
static __always_inline void arch_local_irq_enable(void)
{
	__asm__ __volatile__("sti" : : : "memory");
}
static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = native_save_fl();

	arch_local_irq_disable();
	return flags;
}
static __always_inline int arch_irqs_disabled_flags(unsigned long flags)
{
	return !(flags & X86_EFLAGS_IF);
}
static __always_inline void arch_local_irq_restore(unsigned long flags)
{
	if (!arch_irqs_disabled_flags(flags))
		arch_local_irq_enable();
}

#define raw_local_irq_disable() arch_local_irq_disable()
#define raw_local_irq_enable() arch_local_irq_enable()
#define raw_local_irq_save(flags)                \
	do {                                     \
		typecheck(unsigned long, flags); \
		flags = arch_local_irq_save();   \
	} while (0)
#define raw_local_irq_restore(flags)             \
	do {                                     \
		typecheck(unsigned long, flags); \
		arch_local_irq_restore(flags);   \
	} while (0)
#define raw_local_save_flags(flags)              \
	do {                                     \
		typecheck(unsigned long, flags); \
		flags = native_save_fl();        \
	} while (0)
#define raw_irqs_disabled_flags(flags)           \
	({                                       \
		typecheck(unsigned long, flags); \
		arch_irqs_disabled_flags(flags); \
	})
#define raw_irqs_disabled() arch_irqs_disabled_flags(native_save_fl())

#ifdef CONFIG_TRACE_IRQFLAGS
void trace_hardirqs_on(void);
void trace_hardirqs_off(void);

#define local_irq_enable()              \
	do {                            \
		trace_hardirqs_on();    \
		raw_local_irq_enable(); \
	} while (0)
#define local_irq_disable()                                 \
	do {                                                \
		bool was_disabled = raw_irqs_disabled();    \
		raw_local_irq_disable();                    \
		if (!was_disabled)                          \
			trace_hardirqs_off();               \
	} while (0)
#define local_irq_save(flags)                               \
	do {                                                \
		raw_local_irq_save(flags);                  \
		if (!raw_irqs_disabled_flags(flags))        \
			trace_hardirqs_off();               \
	} while (0)
#define local_irq_restore(flags)                            \
	do {                                                \
		if (!raw_irqs_disabled_flags(flags))        \
			trace_hardirqs_on();                \
		raw_local_irq_restore(flags);               \
	} while (0)
#else
#define local_irq_enable() do { raw_local_irq_enable(); } while (0)
#define local_irq_disable() do { raw_local_irq_disable(); } while (0)
#define local_irq_save(flags) do { raw_local_irq_save(flags); } while (0)
#define local_irq_restore(flags) do { raw_local_irq_restore(flags); } while (0)
#endif

#define local_save_flags(flags) raw_local_save_flags(flags)
#define irqs_disabled()                        \
	({                                     \
		unsigned long _flags;          \
		raw_local_save_flags(_flags);  \
		raw_irqs_disabled_flags(_flags); \
	})

DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags), unsigned long flags)

#endif
