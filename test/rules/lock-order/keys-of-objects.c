// RUN: %check_c --config lockdep %s %t
//
// Rings that each have a key of their own, beside the lock or in an array, are classes of their own: one of them is taken
// before the base's lock and another one after it. Two that share a key are in a circle.

#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct ring {
	spinlock_t lock;
	struct lock_class_key key;
};

struct slot {
	spinlock_t lock;
};

struct plain {
	spinlock_t lock;
};

static DEFINE_SPINLOCK(base);
static struct ring first, second;
static struct slot slots[2];
static struct plain plains[2];
static struct lock_class_key keys[2], shared;

static void setup_ring(struct ring *r)
{
	spin_lock_init(&r->lock);
	lockdep_set_class(&r->lock, &r->key);
}

static void setup_slot(struct slot *s, int i)
{
	spin_lock_init(&s->lock);
	lockdep_set_class(&s->lock, keys + i);
}

static void setup_plain(struct plain *p)
{
	spin_lock_init(&p->lock);
	lockdep_set_class(&p->lock, &shared);
}

static void outer(struct ring *r, struct slot *s, struct plain *p)
{
	spin_lock(&r->lock);
	spin_lock(&base);
	spin_unlock(&base);
	spin_unlock(&r->lock);
	spin_lock(&s->lock);
	spin_lock(&base);
	spin_unlock(&base);
	spin_unlock(&s->lock);
	spin_lock(&p->lock);
	spin_lock(&base); // WARN: lock-order
	spin_unlock(&base);
	spin_unlock(&p->lock);
}

static void inner(struct ring *r, struct slot *s, struct plain *p)
{
	spin_lock(&base);
	spin_lock(&r->lock);
	spin_unlock(&r->lock);
	spin_lock(&s->lock);
	spin_unlock(&s->lock);
	spin_lock(&p->lock); // WARN: lock-order
	spin_unlock(&p->lock);
	spin_unlock(&base);
}

static void task(struct work_struct *work)
{
	outer(&first, &slots[0], &plains[0]);
	inner(&second, &slots[1], &plains[1]);
}
static DECLARE_WORK(work, task);

void demo_setup(void);
void demo_setup(void)
{
	setup_ring(&first);
	setup_ring(&second);
	setup_slot(&slots[0], 0);
	setup_slot(&slots[1], 1);
	setup_plain(&plains[0]);
	setup_plain(&plains[1]);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): circular
ORACLE_CASE(bad)
{
	demo_setup();
	oracle_fire(&work);
}
#endif
