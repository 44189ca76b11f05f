// RUN: %check_c %s %t -- --rule recursive-lock
//
// A guard's lock is released where its scope is left, by return or by its end.

#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(mutex);
static int users, limit;
int reserve(int n);

static int get(int n)
{
	int *found;
	int err;

	scoped_guard(mutex, &mutex) {
		found = n > limit ? &users : NULL;
		if (found) {
			users++;
			return 0;
		}
		err = reserve(n);
		if (err)
			return err;
		users += n;
	}
	return 0;
}

static void put(int n)
{
	scoped_guard(mutex, &mutex) {
		if (!users)
			return;
		if (--users)
			return;
		limit = n;
	}
	reserve(0);
}

static void task(struct work_struct *work)
{
	if (get(1))
		return;
	put(1);
}
static DECLARE_WORK(work, task);

static void wrong(struct work_struct *work)
{
	scoped_guard(mutex, &mutex) {
		put(1); // WARN: recursive-lock
	}
}
static DECLARE_WORK(wrong_work, wrong);

#ifdef LOCKCTX_ORACLE
int reserve(int n)
{
	return 0;
}

// ORACLE(bad): recursive
ORACLE_CASE(bad)
{
	oracle_fire(&wrong_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	limit = 1;
	oracle_fire(&work);
}
#endif
