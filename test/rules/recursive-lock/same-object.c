// RUN: %check_c %s %t -- --rule recursive-lock
//
// The same object twice: in one function, through a call, and whoever calls it. Two objects of a class, a nested class, a
// trylock, and a lock that the callee's caller has released are right.

#include <linux/mutex.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
	struct mutex mutex;
	struct dev *parent;
	struct list_head list;
};

static void locked(struct dev *d)
{
	spin_lock(&d->lock);
	spin_unlock(&d->lock);
}

static void outer(struct dev *x)
{
	locked(x);
}

void demo_call(struct dev *d);
void demo_call(struct dev *d)
{
	spin_lock(&d->lock);
	outer(d); // WARN: recursive-lock(high, struct dev.lock)
	spin_unlock(&d->lock);
	outer(d);
}

void demo_twice(struct dev *d);
void demo_twice(struct dev *d)
{
	mutex_lock(&d->mutex);
	mutex_lock(&d->mutex); // WARN: recursive-lock(struct dev.mutex)
	mutex_unlock(&d->mutex);
}

void demo_two(struct dev *d);
void demo_two(struct dev *d)
{
	spin_lock(&d->parent->lock);
	spin_lock_nested(&d->lock, 1);
	locked(d->parent->parent);
	spin_unlock(&d->lock);
	if (spin_trylock(&d->parent->lock))
		spin_unlock(&d->parent->lock);
	spin_unlock(&d->parent->lock);
}

void demo_chain(struct dev *d);
void demo_chain(struct dev *d)
{
	while (d) {
		spin_lock(&d->lock);
		d = d->parent;
		if (d)
			locked(d);
	}
}

static void unlock_and_call(struct dev *d)
{
	spin_unlock(&d->lock);
	locked(d);
	spin_lock(&d->lock);
}

void demo_released(struct dev *d);
void demo_released(struct dev *d)
{
	spin_lock(&d->lock);
	unlock_and_call(d);
	spin_unlock(&d->lock);
}

#ifdef LOCKCTX_ORACLE
static struct dev grandparent, parent = { .parent = &grandparent }, demo = { .parent = &parent };

static void prepare(struct dev *d)
{
	spin_lock_init(&d->lock);
	mutex_init(&d->mutex);
}

// ORACLE(call): recursive
ORACLE_CASE(call)
{
	prepare(&demo);
	oracle_task(demo_call, &demo);
}

// ORACLE(twice): recursive
ORACLE_CASE(twice)
{
	prepare(&demo);
	oracle_task(demo_twice, &demo);
}

// ORACLE(released): silent
ORACLE_CASE(released)
{
	prepare(&demo);
	oracle_task(demo_released, &demo);
}
#endif
