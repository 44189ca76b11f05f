// Enabling BHs or IRQs while a lock is held marks that lock -ON, and only the
// outermost enable does.
#include <linux/bottom_half.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static void take_a(void)
{
	spin_lock(&a);
	spin_unlock(&a);
}

static void nested_unlock_bh(void)
{
	spin_lock_bh(&a);
	spin_lock_bh(&b);
	spin_unlock_bh(&b); // BHs stay off
	spin_unlock_bh(&a);
}

static void outermost_enable(void)
{
	local_bh_disable();
	spin_lock(&a);
	local_bh_enable(); // a is held
	spin_unlock(&a);
}

static void unlock_irq_inside_irqsave(void)
{
	unsigned long flags;

	spin_lock_irqsave(&a, flags);
	spin_lock_irq(&b);
	spin_unlock_irq(&b); // IRQs on, a is held
	spin_unlock_irqrestore(&a, flags);
}

static void irqsave_inside_irqsave(void)
{
	unsigned long flags, more;

	spin_lock_irqsave(&a, flags);
	spin_lock_irqsave(&b, more);
	spin_unlock_irqrestore(&b, more);
	spin_unlock_irqrestore(&a, flags);
}

static void irq_enable_with_bh_off(void)
{
	local_bh_disable();
	local_irq_disable();
	spin_lock(&a);
	local_irq_enable();
	spin_unlock(&a);
	local_bh_enable();
}

#ifdef LOCKCTX_ORACLE
// ORACLE(nested_bh): silent
// ORACLE-USAGE(nested_bh): a {+.-.}
// ORACLE-USAGE(nested_bh): b {+...}
ORACLE_CASE(nested_bh)
{
	oracle_softirq(take_a);
	nested_unlock_bh();
}

// ORACLE(outermost_bh): usage-softirq
ORACLE_CASE(outermost_bh)
{
	oracle_softirq(take_a);
	outermost_enable();
}

// ORACLE(unlock_irq): usage-hardirq
ORACLE_CASE(unlock_irq)
{
	oracle_hardirq(take_a);
	unlock_irq_inside_irqsave();
}

// Without an interrupt that takes a, the restore notices.
// ORACLE(unlock_irq_alone): irqs
// ORACLE-USAGE(unlock_irq_alone): a {+.+.}
ORACLE_CASE(unlock_irq_alone)
{
	unlock_irq_inside_irqsave();
}

// ORACLE(irqsave_twice): silent
// ORACLE-USAGE(irqsave_twice): a {-...}
ORACLE_CASE(irqsave_twice)
{
	oracle_hardirq(take_a);
	irqsave_inside_irqsave();
}

// local_irq_enable() with BHs off marks HARDIRQ-ON alone.
// ORACLE(irq_enable_bh_off): silent
// ORACLE-USAGE(irq_enable_bh_off): a {+.-.}
ORACLE_CASE(irq_enable_bh_off)
{
	oracle_softirq(take_a);
	irq_enable_with_bh_off();
}
#endif
