// Softirq code with IRQs on marks HARDIRQ-ON: a lock shared with an interrupt
// handler needs _irqsave there. The handler is a real one, of request_irq().
#include <linux/interrupt.h>
#include <linux/spinlock.h>

struct chip {
	unsigned int irq;
	spinlock_t lock;
	spinlock_t thread_lock;
};
static struct chip chip = {
	.lock = __SPIN_LOCK_UNLOCKED(chip.lock),
	.thread_lock = __SPIN_LOCK_UNLOCKED(chip.thread_lock),
};

static irqreturn_t chip_irq(int irq, void *data)
{
	struct chip *c = data;

	spin_lock(&c->lock);
	spin_unlock(&c->lock);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t chip_thread(int irq, void *data) // a task, BHs and IRQs on
{
	struct chip *c = data;

	spin_lock(&c->thread_lock);
	spin_unlock(&c->thread_lock);
	return IRQ_HANDLED;
}

static int chip_probe(struct chip *c)
{
	return request_threaded_irq(c->irq, chip_irq, chip_thread, 0, "chip", c);
}

static void chip_poll_bad(struct chip *c)
{
	spin_lock(&c->lock);
	spin_unlock(&c->lock);
}

static void chip_poll_ok(struct chip *c)
{
	unsigned long flags;

	spin_lock_irqsave(&c->lock, flags);
	spin_unlock_irqrestore(&c->lock, flags);
}

static void chip_poll_thread_lock(struct chip *c)
{
	spin_lock(&c->thread_lock);
	spin_unlock(&c->thread_lock);
}

#ifdef LOCKCTX_ORACLE
static void interrupt(void)
{
	chip.irq = oracle_irq_get();
	chip_probe(&chip);
	oracle_irq_raise(chip.irq);
}

// ORACLE(softirq_irqs_on): usage-hardirq
ORACLE_CASE(softirq_irqs_on)
{
	interrupt();
	oracle_softirq(chip_poll_bad, &chip);
}

// ORACLE(softirq_first): usage-hardirq
ORACLE_CASE(softirq_first)
{
	oracle_softirq(chip_poll_bad, &chip);
	interrupt();
}

// ORACLE(softirq_irqsave): silent
// ORACLE-USAGE(softirq_irqsave): chip.lock {-.-.}
// ORACLE-USAGE(softirq_irqsave): chip.thread_lock {+.+.}
ORACLE_CASE(softirq_irqsave)
{
	interrupt();
	oracle_softirq(chip_poll_ok, &chip);
	chip_poll_ok(&chip);
}

// ORACLE(thread_fn_is_a_task): usage-softirq
ORACLE_CASE(thread_fn_is_a_task)
{
	interrupt();
	oracle_softirq(chip_poll_thread_lock, &chip);
}
#endif
