// Lock classes: locks of one class in each other are recursion, unless a
// subclass or a key makes them two. Each subclass has usage bits of its own.
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct node {
	spinlock_t lock;
};
static struct node parent, child;
static struct lock_class_key child_key;

static void init_node(struct node *n)
{
	spin_lock_init(&n->lock);
}

static void init_nodes(void)
{
	init_node(&parent);
	init_node(&child);
}

static void lock_both(void)
{
	spin_lock(&parent.lock);
	spin_lock(&child.lock);
	spin_unlock(&child.lock);
	spin_unlock(&parent.lock);
}

static void lock_both_nested(void)
{
	spin_lock(&parent.lock);
	spin_lock_nested(&child.lock, SINGLE_DEPTH_NESTING);
	spin_unlock(&child.lock);
	spin_unlock(&parent.lock);
}

static DEFINE_MUTEX(outer);
static DEFINE_MUTEX(inner);

static void outer_inner(void)
{
	mutex_lock(&outer);
	mutex_lock(&inner);
	mutex_unlock(&inner);
	mutex_unlock(&outer);
}

static void inner_outer(void)
{
	mutex_lock(&inner);
	mutex_lock(&outer);
	mutex_unlock(&outer);
	mutex_unlock(&inner);
}

static void lock_parent(void)
{
	spin_lock(&parent.lock);
	spin_unlock(&parent.lock);
}

static void lock_child_nested(void)
{
	spin_lock_nested(&child.lock, SINGLE_DEPTH_NESTING);
	spin_unlock(&child.lock);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(same_class): recursive
ORACLE_CASE(same_class)
{
	init_nodes();
	lock_both();
}

// ORACLE(nested): silent
ORACLE_CASE(nested)
{
	init_nodes();
	lock_both_nested();
}

// ORACLE(own_key): silent
ORACLE_CASE(own_key)
{
	init_nodes();
	lockdep_set_class(&child.lock, &child_key);
	lock_both();
}

// ORACLE(cycle): circular
ORACLE_CASE(cycle)
{
	outer_inner();
	inner_outer();
}

// ORACLE(novalidate): silent
ORACLE_CASE(novalidate)
{
	lockdep_set_novalidate_class(&inner);
	outer_inner();
	inner_outer();
}

// All locks that are not validated are of one class, and its wait type is that
// of its first lock, struct device's mutex: it does not fit a spinlock.
// ORACLE(novalidate_spinlock): wait-context
ORACLE_CASE(novalidate_spinlock)
{
	init_nodes();
	lockdep_set_novalidate_class(&child.lock);
	lock_both();
}

// ORACLE(usage_of_a_subclass): silent
// ORACLE-USAGE(usage_of_a_subclass): &n->lock {+.-.}
// ORACLE-USAGE(usage_of_a_subclass): &n->lock/1 {+.+.}
ORACLE_CASE(usage_of_a_subclass)
{
	init_nodes();
	oracle_softirq(lock_parent);
	lock_child_nested();
}

// The same, and the subclass is taken inside: softirq-safe -> softirq-unsafe.
// ORACLE(order_into_a_subclass): order-softirq
ORACLE_CASE(order_into_a_subclass)
{
	init_nodes();
	oracle_softirq(lock_parent);
	lock_child_nested();
	oracle_bh_off(lock_both_nested);
}
#endif
