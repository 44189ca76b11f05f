// RUN: %check_c %s %t
//
// Within one function: IRQs come on in the middle of a section that saved them. A function that releases its caller's
// lock, sleeps and takes it again ends the caller's section on purpose; so does who releases its own.

#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock, inner;
};

static void nested(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	spin_lock_irq(&d->inner);
	spin_unlock_irq(&d->inner); // WARN: irq-enable-in-atomic
	spin_unlock_irqrestore(&d->lock, flags);
}

static void wait_unlocked(struct dev *d)
{
	spin_unlock_irq(&d->lock);
	msleep(10);
	spin_lock_irq(&d->lock);
}

static void retake(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	wait_unlocked(d);
	spin_unlock_irq(&d->lock);
	msleep(10);
	spin_lock_irq(&d->lock);
	spin_unlock_irqrestore(&d->lock, flags);
}

static struct dev the_dev;

static void task(struct work_struct *work)
{
	nested(&the_dev);
	retake(&the_dev);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void prepare(void)
{
	spin_lock_init(&the_dev.lock);
	spin_lock_init(&the_dev.inner);
}

// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	prepare();
	oracle_task(nested, &the_dev);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_task(retake, &the_dev);
}
#endif
