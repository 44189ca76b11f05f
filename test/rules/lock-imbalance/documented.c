// RUN: %check_c %s %t
//
// The examples of docs/rules/lock-imbalance.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct dev {
	struct mutex mutex;
	int count;
};

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(inner);
static int count;

int bad_return(struct dev *d, int n);
int bad_return(struct dev *d, int n)
{
	mutex_lock(&d->mutex);
	if (n > d->count)
		return -EINVAL; // WARN: lock-imbalance
	d->count -= n;
	mutex_unlock(&d->mutex);
	return 0;
}

void bad_forms(void);
void bad_forms(void)
{
	spin_lock_bh(&lock);
	count++;
	spin_unlock(&lock); // WARN: lock-imbalance
}

void bad_flags(void);
void bad_flags(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_lock_irqsave(&inner, flags); // WARN: lock-imbalance
	count++;
	spin_unlock_irqrestore(&inner, flags);
	spin_unlock_irqrestore(&lock, flags);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_return(void);
void run_return(void)
{
	mutex_init(&the_dev.mutex);
	oracle_task(bad_return, &the_dev, 1);
}
#endif

//--- fixed.c
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct dev {
	struct mutex mutex;
	int count;
};

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(inner);
static int count;

int fixed_return(struct dev *d, int n);
int fixed_return(struct dev *d, int n)
{
	mutex_lock(&d->mutex);
	if (n > d->count) {
		mutex_unlock(&d->mutex);
		return -EINVAL;
	}
	d->count -= n;
	mutex_unlock(&d->mutex);
	return 0;
}

void fixed_forms(void);
void fixed_forms(void)
{
	spin_lock_bh(&lock);
	count++;
	spin_unlock_bh(&lock);
}

void fixed_flags(void);
void fixed_flags(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	spin_lock(&inner);
	count++;
	spin_unlock(&inner);
	spin_unlock_irqrestore(&lock, flags);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_return(void);
void bad_forms(void);
void bad_flags(void);

// ORACLE(return_held): imbalance
ORACLE_CASE(return_held)
{
	run_return();
}

// ORACLE(forms): imbalance
ORACLE_CASE(forms)
{
	oracle_task(bad_forms);
}

// ORACLE(flags): imbalance
ORACLE_CASE(flags)
{
	oracle_task(bad_flags);
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	mutex_init(&the_dev.mutex);
	oracle_task(fixed_return, &the_dev, 1);
	oracle_task(fixed_forms);
	oracle_task(fixed_flags);
}
#endif
