// RUN: %check_c %s %t
//
// A circle of two and of three. One order everywhere, a trylock, and two readers that may share are right.

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_MUTEX(x);
static DEFINE_MUTEX(y);
static DEFINE_MUTEX(z);
static DEFINE_SPINLOCK(first);
static DEFINE_SPINLOCK(second);
static DEFINE_SPINLOCK(tried);

static void take_b(void)
{
	spin_lock(&b);
	spin_unlock(&b);
}

static void ab(struct work_struct *work)
{
	spin_lock(&a);
	take_b(); // WARN: lock-order(high)
	spin_unlock(&a);
}
static DECLARE_WORK(ab_work, ab);

static void ba(struct work_struct *work)
{
	spin_lock(&b);
	spin_lock(&a); // WARN: lock-order(high)
	spin_unlock(&a);
	spin_unlock(&b);
}
static DECLARE_WORK(ba_work, ba);

static void xyz(struct work_struct *work)
{
	mutex_lock(&x);
	mutex_lock(&y); // WARN: lock-order(medium)
	mutex_unlock(&x);
	mutex_lock(&z); // WARN: lock-order(medium)
	mutex_unlock(&y);
	mutex_lock(&x); // WARN: lock-order(medium)
	mutex_unlock(&x);
	mutex_unlock(&z);
}
static DECLARE_WORK(xyz_work, xyz);

static void one_order(struct work_struct *work)
{
	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);
	spin_lock(&second);
	if (spin_trylock(&first))
		spin_unlock(&first);
	spin_unlock(&second);
}
static DECLARE_WORK(one_order_work, one_order);

#ifdef LOCKCTX_ORACLE
static void take_both(void)
{
	spin_lock(&a);
	take_b();
	spin_unlock(&a);
}

// ORACLE(two): circular
ORACLE_CASE(two)
{
	oracle_fire(&ab_work);
	oracle_fire(&ba_work);
}

// ORACLE(three): circular
ORACLE_CASE(three)
{
	oracle_fire(&xyz_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&one_order_work);
	oracle_task(take_both);
}
#endif
