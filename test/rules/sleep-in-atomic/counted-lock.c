// RUN: %check_c %s %t
//
// A lock with an owner and a depth is given back by who took it, though neither condition is followed. What is released
// on some ways only is taken to be released: lock-imbalance is for the rest.

#include <linux/delay.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct device {
	spinlock_t lock;
	void *owner;
	int depth;
};

static struct device device;
int write_command(struct device *d, int number);
void *self(void);

static void lock_device(struct device *d)
{
	if (d->owner != self()) {
		spin_lock(&d->lock);
		d->owner = self();
	}
	d->depth++;
}

static void unlock_device(struct device *d)
{
	if (!--d->depth) {
		d->owner = NULL;
		spin_unlock(&d->lock);
	}
}

static int command(struct device *d, int number)
{
	int err;

	lock_device(d);
	err = write_command(d, number);
	unlock_device(d);
	return err;
}

static int slow_command(struct device *d, int number)
{
	int err;

	lock_device(d);
	msleep(1); // WARN: sleep-in-atomic
	err = write_command(d, number);
	unlock_device(d);
	return err;
}

// Which way it took can be told by its result.
static int start(struct device *d)
{
	int err;

	spin_lock(&d->lock);
	err = write_command(d, 0);
	if (err)
		spin_unlock(&d->lock);
	return err;
}

static void task(struct work_struct *work)
{
	command(&device, 1);
	msleep(10);
	slow_command(&device, 2);
	if (start(&device)) {
		msleep(10);
		return;
	}
	msleep(20); // WARN: sleep-in-atomic
	spin_unlock(&device.lock);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
int write_command(struct device *d, int number)
{
	return 0;
}

void *self(void)
{
	return current;
}

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	spin_lock_init(&device.lock);
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&device.lock);
	command(&device, 1);
	msleep(1);
}
#endif
