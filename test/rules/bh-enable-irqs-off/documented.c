// RUN: %check_c %s %t
//
// The examples of docs/rules/bh-enable-irqs-off.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>

struct dev {
	spinlock_t list_lock, inner_lock;
};

void demo_bad(struct dev *d);
void demo_bad(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->list_lock, flags);
	spin_lock_bh(&d->inner_lock);
	spin_unlock_bh(&d->inner_lock); // WARN: bh-enable-irqs-off
	spin_unlock_irqrestore(&d->list_lock, flags);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);
void run_bad(void)
{
	spin_lock_init(&the_dev.list_lock);
	spin_lock_init(&the_dev.inner_lock);
	oracle_task(demo_bad, &the_dev);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>

struct dev {
	spinlock_t list_lock, inner_lock;
};

void demo_fixed(struct dev *d);
void demo_fixed(struct dev *d)
{
	unsigned long flags;

	spin_lock_irqsave(&d->list_lock, flags);
	spin_lock(&d->inner_lock);
	spin_unlock(&d->inner_lock);
	spin_unlock_irqrestore(&d->list_lock, flags);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);

// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	spin_lock_init(&the_dev.list_lock);
	spin_lock_init(&the_dev.inner_lock);
	oracle_task(demo_fixed, &the_dev);
}
#endif
