// A trylock marks no IN- bit and adds no dependency on what is held, but it does
// mark the -ON bits, and what is taken under it depends on it.
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);

static void lock_a(void)
{
	spin_lock(&a);
	spin_unlock(&a);
}

static void try_a(void)
{
	if (spin_trylock(&a))
		spin_unlock(&a);
}

static void a_then_try_b(void)
{
	spin_lock(&a);
	if (spin_trylock(&b))
		spin_unlock(&b);
	spin_unlock(&a);
}

static void b_then_a(void)
{
	spin_lock(&b);
	spin_lock(&a);
	spin_unlock(&a);
	spin_unlock(&b);
}

static void try_a_then_b(void)
{
	if (!spin_trylock(&a))
		return;
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock(&a);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(try_in_softirq): silent
// ORACLE-USAGE(try_in_softirq): a {+.+.}
ORACLE_CASE(try_in_softirq)
{
	oracle_softirq(try_a);
	lock_a();
}

// ORACLE(try_in_task): usage-softirq
ORACLE_CASE(try_in_task)
{
	oracle_softirq(lock_a);
	try_a();
}

// ORACLE(try_inside): silent
ORACLE_CASE(try_inside)
{
	a_then_try_b();
	b_then_a();
}

// ORACLE(lock_under_try): circular
ORACLE_CASE(lock_under_try)
{
	b_then_a();
	try_a_then_b();
}
#endif
