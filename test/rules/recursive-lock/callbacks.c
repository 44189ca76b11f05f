// RUN: %check_c %s %t -- --rule recursive-lock
//
// An iterator calls what it is passed: only that, not what others pass to it. An implementation of an operation that calls
// the same operation of a saved table is not its own callee. A helper that takes the lock only if it is not held already
// is right; one that never looks is not.

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct dev;
struct ops {
	void (*write)(struct dev *d);
};
struct dev {
	spinlock_t lock;
	struct mutex mutex;
	const struct ops *ops, *saved;
	const void *owner;
	int n;
};

static void iterate(struct dev *d, void (*fn)(struct dev *d))
{
	int i;

	for (i = 0; i < d->n; i++)
		fn(d);
}

static void locking(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void harmless(struct dev *d)
{
}

void demo_iterate(struct dev *d);
void demo_iterate(struct dev *d)
{
	iterate(d, locking);
	spin_lock(&d->lock);
	iterate(d, harmless);
	spin_unlock(&d->lock);
}

static void write_plain(struct dev *d)
{
}

static void write_locked(struct dev *d)
{
	spin_lock(&d->lock);
	d->saved->write(d);
	spin_unlock(&d->lock);
}

static const struct ops plain = { .write = write_plain };
static const struct ops wrapped = { .write = write_locked };

void demo_ops(struct dev *d);
void demo_ops(struct dev *d)
{
	d->saved = &plain;
	d->ops = &wrapped;
	d->ops->write(d);
}

static void enter(struct dev *d, const void *me)
{
	if (d->owner != me)
		mutex_lock(&d->mutex);
}

static void enter_wrongly(struct dev *d)
{
	if (d->n)
		d->owner = NULL;
	mutex_lock(&d->mutex);
}

void demo_owner(struct dev *d, const void *me);
void demo_owner(struct dev *d, const void *me)
{
	mutex_lock(&d->mutex);
	d->owner = me;
	enter(d, me);
	enter_wrongly(d); // WARN: recursive-lock
	mutex_unlock(&d->mutex);
}

#ifdef LOCKCTX_ORACLE
static struct dev demo = { .n = 1 };

static void prepare(void)
{
	spin_lock_init(&demo.lock);
	mutex_init(&demo.mutex);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_task(demo_iterate, &demo);
	oracle_task(demo_ops, &demo);
}

// ORACLE(owner): recursive
ORACLE_CASE(owner)
{
	prepare();
	oracle_task(demo_owner, &demo, &demo);
}
#endif
