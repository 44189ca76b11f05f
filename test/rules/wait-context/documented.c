// RUN: %check_c %s %t -- --rule wait-context
//
// The examples of docs/rules/wait-context.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct chip {
	raw_spinlock_t lock;
	spinlock_t list_lock;
	struct work_struct work;
};

static void add(struct work_struct *work)
{
	struct chip *chip = container_of(work, struct chip, work);

	raw_spin_lock(&chip->lock);
	spin_lock(&chip->list_lock); // WARN: wait-context
	spin_unlock(&chip->list_lock);
	raw_spin_unlock(&chip->lock);
}

void demo_bad_setup(struct chip *chip);
void demo_bad_setup(struct chip *chip)
{
	raw_spin_lock_init(&chip->lock);
	spin_lock_init(&chip->list_lock);
	INIT_WORK(&chip->work, add);
}

#ifdef LOCKCTX_ORACLE
static struct chip the_chip;

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_chip);
	oracle_fire(&the_chip.work);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct chip {
	raw_spinlock_t lock;
	raw_spinlock_t list_lock;
	struct work_struct work;
};

static void add(struct work_struct *work)
{
	struct chip *chip = container_of(work, struct chip, work);

	raw_spin_lock(&chip->lock);
	raw_spin_lock(&chip->list_lock);
	raw_spin_unlock(&chip->list_lock);
	raw_spin_unlock(&chip->lock);
}

void demo_fixed_setup(struct chip *chip);
void demo_fixed_setup(struct chip *chip)
{
	raw_spin_lock_init(&chip->lock);
	raw_spin_lock_init(&chip->list_lock);
	INIT_WORK(&chip->work, add);
}

#ifdef LOCKCTX_ORACLE
static struct chip the_chip;

void run_bad(void);

// ORACLE(bad): wait-context
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_chip);
	oracle_fire(&the_chip.work);
}
#endif
