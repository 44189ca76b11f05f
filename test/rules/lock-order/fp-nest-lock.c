// RUN: %check_c %s %t
// XFAIL: *
// Not yet: which lock a nest lock serialises is not known.
//
// Two locks of one class are taken in any order while the lock that serialises them is held, with another one in between.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct item {
	spinlock_t lock;
};

static DEFINE_SPINLOCK(all);
static DEFINE_SPINLOCK(other);

static struct item first, second;

static void task(struct work_struct *work)
{
	spin_lock(&all);
	spin_lock_nest_lock(&first.lock, &all);
	spin_lock(&other);
	spin_lock_nest_lock(&second.lock, &all);
	spin_unlock(&second.lock);
	spin_unlock(&other);
	spin_unlock(&first.lock);
	spin_unlock(&all);
}
static DECLARE_WORK(work, task);
