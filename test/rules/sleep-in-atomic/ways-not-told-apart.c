// RUN: %check_c %s %t
//
// Conditions that are not followed make it seem that an RCU section, or a lock that the caller has no name for, is left
// open on some ways. Nothing that a caller could test tells these from the others: it goes on with those.

#include <linux/delay.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct node {
	spinlock_t lock;
	int sequence;
};

static struct node tree[2];
void begin(struct node *n, int *sequence);
bool again(struct node *n, int sequence);
struct node *below(struct node *n);

// As d_path() does.
static void look(struct node *n)
{
	int sequence = 0;

restart:
	rcu_read_lock();
	begin(n, &sequence);
	if (!(sequence & 1))
		rcu_read_unlock();
	if (again(n, sequence)) {
		sequence = 1;
		goto restart;
	}
	if (sequence & 1)
		rcu_read_unlock();
}

static bool look_on(struct node *n)
{
	rcu_read_lock();
	if (again(n, 0))
		return true;
	rcu_read_unlock();
	return false;
}

// Hand over hand.
static void walk(struct node *n)
{
	struct node *next;

	spin_lock(&n->lock);
	while ((next = below(n))) {
		spin_lock_nested(&next->lock, SINGLE_DEPTH_NESTING);
		spin_unlock(&n->lock);
		n = next;
	}
	spin_unlock(&n->lock);
}

static struct node *lock_below(struct node *n)
{
	struct node *next = below(n);

	if (next)
		spin_lock(&next->lock);
	return next;
}

static void quiet(struct work_struct *work)
{
	look(tree);
	msleep(1);
	if (!look_on(tree + 1))
		msleep(2);
	else
		rcu_read_unlock();
	walk(tree);
	msleep(3);
	if (!lock_below(tree + 1))
		msleep(4);
}
static DECLARE_WORK(quiet_work, quiet);

static void in_section(struct work_struct *work)
{
	if (look_on(tree)) {
		msleep(5); // WARN: sleep-in-atomic
		rcu_read_unlock();
	}
}
static DECLARE_WORK(section_work, in_section);

static void under_lock(struct work_struct *work)
{
	struct node *n = lock_below(tree);

	if (n) {
		msleep(6); // WARN: sleep-in-atomic
		spin_unlock(&n->lock);
	}
}
static DECLARE_WORK(lock_work, under_lock);

#ifdef LOCKCTX_ORACLE
// The first has something below it, and is looked at once more.
void begin(struct node *n, int *sequence)
{
}

bool again(struct node *n, int sequence)
{
	return n == tree && !sequence;
}

struct node *below(struct node *n)
{
	return n == tree ? tree + 1 : NULL;
}

static void init(void)
{
	spin_lock_init(&tree[0].lock);
	spin_lock_init(&tree[1].lock);
}

// ORACLE(quiet): silent
ORACLE_CASE(quiet)
{
	init();
	oracle_fire(&quiet_work);
}

// ORACLE(section): sleep
ORACLE_CASE(section)
{
	init();
	oracle_fire(&section_work);
}

// ORACLE(lock): sleep
ORACLE_CASE(lock)
{
	init();
	oracle_fire(&lock_work);
}
#endif
