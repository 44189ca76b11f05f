// RUN: %check_c %s %t
//
// The examples of docs/rules/lock-order.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t a, b;
	struct work_struct forth_work, back_work;
};

static void forth(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, forth_work);

	spin_lock(&d->a);
	spin_lock(&d->b); // WARN: lock-order
	spin_unlock(&d->b);
	spin_unlock(&d->a);
}

static void back(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, back_work);

	spin_lock(&d->b);
	spin_lock(&d->a); // WARN: lock-order
	spin_unlock(&d->a);
	spin_unlock(&d->b);
}

void demo_bad_setup(struct dev *d);
void demo_bad_setup(struct dev *d)
{
	spin_lock_init(&d->a);
	spin_lock_init(&d->b);
	INIT_WORK(&d->forth_work, forth);
	INIT_WORK(&d->back_work, back);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_dev);
	oracle_fire(&the_dev.forth_work);
	oracle_fire(&the_dev.back_work);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t a, b;
	struct work_struct forth_work, back_work;
};

static void forth(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, forth_work);

	spin_lock(&d->a);
	spin_lock(&d->b);
	spin_unlock(&d->b);
	spin_unlock(&d->a);
}

static void back(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, back_work);

	spin_lock(&d->a);
	spin_lock(&d->b);
	spin_unlock(&d->b);
	spin_unlock(&d->a);
}

void demo_fixed_setup(struct dev *d);
void demo_fixed_setup(struct dev *d)
{
	spin_lock_init(&d->a);
	spin_lock_init(&d->b);
	INIT_WORK(&d->forth_work, forth);
	INIT_WORK(&d->back_work, back);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);

// ORACLE(bad): circular
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_dev);
	oracle_fire(&the_dev.forth_work);
	oracle_fire(&the_dev.back_work);
}
#endif
