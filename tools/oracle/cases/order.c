// Lock order: a cycle, safe -> unsafe through a lock between, the inversion that
// lockdep sees when the usage comes last, and a timer that is waited for.
#include <linux/spinlock.h>
#include <linux/timer.h>

static DEFINE_SPINLOCK(a);
static DEFINE_SPINLOCK(b);
static DEFINE_SPINLOCK(c);

static void take_a(void)
{
	spin_lock(&a);
	spin_unlock(&a);
}

static void take_c(void)
{
	spin_lock(&c);
	spin_unlock(&c);
}

static void a_b(void)
{
	spin_lock_bh(&a);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock_bh(&a);
}

static void b_a(void)
{
	spin_lock_bh(&b);
	spin_lock(&a);
	spin_unlock(&a);
	spin_unlock_bh(&b);
}

static void b_c(void)
{
	spin_lock_bh(&b);
	spin_lock(&c);
	spin_unlock(&c);
	spin_unlock_bh(&b);
}

static void a_b_irqsave(void)
{
	unsigned long flags;

	spin_lock_irqsave(&a, flags);
	spin_lock(&b);
	spin_unlock(&b);
	spin_unlock_irqrestore(&a, flags);
}

static void expired(struct timer_list *timer)
{
	take_a();
}
static DEFINE_TIMER(timer, expired);

static void delete_timer_bad(void)
{
	spin_lock_bh(&a);
	timer_delete_sync(&timer); // waits for expired(), which waits for a
	spin_unlock_bh(&a);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(ab_ba): circular
ORACLE_CASE(ab_ba)
{
	a_b();
	b_a();
}

// ORACLE(through_the_middle): order-softirq
ORACLE_CASE(through_the_middle)
{
	oracle_softirq(take_a);
	oracle_task(take_c);
	b_c();
	a_b();
}

// ORACLE(usage_comes_last): order-softirq
ORACLE_CASE(usage_comes_last)
{
	take_c();
	b_c();
	a_b();
	oracle_softirq(take_a);
}

// ORACLE(hardirq): order-hardirq
ORACLE_CASE(hardirq)
{
	oracle_hardirq(take_a);
	b_c(); // b and c: HARDIRQ-ON
	a_b_irqsave();
}

// ORACLE(hardirq_inversion): order-hardirq
ORACLE_CASE(hardirq_inversion)
{
	b_c();
	a_b_irqsave();
	oracle_hardirq(take_a);
}

// ORACLE(delete_under_its_lock): circular
ORACLE_CASE(delete_under_its_lock)
{
	oracle_fire(&timer);
	delete_timer_bad();
}

// ORACLE(good): silent
ORACLE_CASE(good)
{
	oracle_softirq(take_a);
	oracle_bh_off(take_c);
	b_c();
	a_b();
}
#endif
