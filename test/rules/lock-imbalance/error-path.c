// RUN: %check_c %s %t
// ORACLE: none a lock that is left held is seen when the task ends, or when it is taken again: by other rules of lockdep's
//
// A way out that keeps a lock which the others release, or that releases it twice. A helper whose result says whether it
// holds the lock is right, and so is one that its caller tells by a parameter.

#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
	struct mutex mutex;
	int state, count;
};

int demo_leak(struct dev *d, int n);
int demo_leak(struct dev *d, int n)
{
	mutex_lock(&d->mutex);
	if (n > d->count)
		return -EINVAL; // WARN: lock-imbalance(struct dev.mutex)
	d->count -= n;
	mutex_unlock(&d->mutex);
	return 0;
}

void demo_leak_void(struct dev *d);
void demo_leak_void(struct dev *d)
{
	spin_lock_bh(&d->lock);
	if (d->state == 3)
		return; // WARN: lock-imbalance(struct dev.lock)
	d->state++;
	spin_unlock_bh(&d->lock);
}

int demo_twice(struct dev *d);
int demo_twice(struct dev *d)
{
	int err = 0;

	mutex_lock(&d->mutex);
	if (d->state == 7) {
		err = -EBUSY;
		mutex_unlock(&d->mutex);
		goto out;
	}
	d->count++;
out:
	mutex_unlock(&d->mutex);
	return err; // WARN: lock-imbalance(struct dev.mutex)
}

void demo_always_twice(struct dev *d);
void demo_always_twice(struct dev *d)
{
	spin_lock(&d->lock);
	d->count++;
	spin_unlock(&d->lock);
	spin_unlock(&d->lock); // WARN: lock-imbalance(struct dev.lock)
}

/* Called with the lock held, and returns without it. */
void demo_drop(struct dev *d, struct dev *other);
void demo_drop(struct dev *d, struct dev *other)
{
	spin_unlock(&d->lock);
	other->count++;
	spin_lock(&d->lock);
	d->count++;
	spin_unlock(&d->lock);
}

void demo_two(struct dev *d, struct dev *other);
void demo_two(struct dev *d, struct dev *other)
{
	spin_lock(&d->lock);
	d->count++;
	spin_unlock(&d->lock);
	spin_unlock(&other->lock);
}

int demo_right(struct dev *d);
int demo_right(struct dev *d)
{
	int err = -EBUSY;

	mutex_lock(&d->mutex);
	if (d->state == 7)
		goto out;
	d->count++;
	err = 0;
out:
	mutex_unlock(&d->mutex);
	return err;
}

int demo_begin(struct dev *d);
int demo_begin(struct dev *d)
{
	mutex_lock(&d->mutex);
	if (d->state == 9) {
		mutex_unlock(&d->mutex);
		return -EBUSY;
	}
	return 0;
}

struct dev *demo_find(struct dev *d, int n);
struct dev *demo_find(struct dev *d, int n)
{
	mutex_lock(&d->mutex);
	if (d->count == n)
		return d;
	mutex_unlock(&d->mutex);
	return NULL;
}

int demo_count(struct dev *d, bool keep);
int demo_count(struct dev *d, bool keep)
{
	int n;

	mutex_lock(&d->mutex);
	n = d->count;
	if (!keep)
		mutex_unlock(&d->mutex);
	return n;
}
