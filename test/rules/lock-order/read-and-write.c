// RUN: %check_c %s %t
//
// A callee takes a lock for reading, and then for writing: the second is what waits for a reader. Found by
// tools/oracle/fuzz.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct demo {
	rwlock_t outer, inner, only_read;
	struct work_struct down, up;
};

static void use_inner(struct demo *d)
{
	read_lock(&d->inner);
	read_unlock(&d->inner);
	write_lock(&d->inner);
	write_unlock(&d->inner);
}

static void down(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, down);

	write_lock(&d->outer);
	use_inner(d); // WARN: lock-order
	write_unlock(&d->outer);
}

static void up(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, up);

	read_lock(&d->inner);
	read_lock(&d->outer); // WARN: lock-order
	read_unlock(&d->outer);
	read_unlock(&d->inner);
}

static void read_below(struct demo *d)
{
	read_lock(&d->only_read);
	read_unlock(&d->only_read);
}

// Readers of an interrupt's kind pass each other.
static void ok_down(struct demo *d)
{
	local_bh_disable();
	write_lock(&d->outer);
	read_below(d);
	write_unlock(&d->outer);
	local_bh_enable();
}

static void ok_up(struct demo *d)
{
	local_bh_disable();
	read_lock(&d->only_read);
	read_lock(&d->outer);
	read_unlock(&d->outer);
	read_unlock(&d->only_read);
	local_bh_enable();
}

void demo_setup(struct demo *d);
void demo_setup(struct demo *d)
{
	rwlock_init(&d->outer);
	rwlock_init(&d->inner);
	rwlock_init(&d->only_read);
	INIT_WORK(&d->down, down);
	INIT_WORK(&d->up, up);
	ok_down(d);
	ok_up(d);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;

// ORACLE(bad): circular
ORACLE_CASE(bad)
{
	demo_setup(&demo);
	oracle_fire(&demo.down);
	oracle_fire(&demo.up);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	demo_setup(&demo);
}
#endif
