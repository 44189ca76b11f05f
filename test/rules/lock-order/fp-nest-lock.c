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

#ifdef LOCKCTX_ORACLE
static void prepare(void)
{
	static struct lock_class_key key;

	spin_lock_init(&first.lock);
	spin_lock_init(&second.lock);
	lockdep_set_class(&first.lock, &key);
	lockdep_set_class(&second.lock, &key);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	oracle_fire(&work);
}
#endif
