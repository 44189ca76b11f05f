// RUN: %check_c %s %t
//
// A lock is taken plainly with BHs on, and elsewhere under a lock that the same module took with _bh. No softirq is
// known to take either: nothing is proven, but the two sites cannot both be meant.

#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(inner);

static void under_outer(struct work_struct *work)
{
	spin_lock_bh(&outer);
	spin_lock(&inner); // SAFE: mixed-bh-discipline
	spin_unlock(&inner);
	spin_unlock_bh(&outer);
}
static DECLARE_WORK(under, under_outer);

static void bad_plain(struct work_struct *work)
{
	spin_lock(&inner); // WARN: mixed-bh-discipline(low, inner)
	spin_unlock(&inner);
}
static DECLARE_WORK(plain, bad_plain);

#ifdef LOCKCTX_ORACLE
// ORACLE(unproven): silent
ORACLE_CASE(unproven)
{
	oracle_fire(&under);
	oracle_fire(&plain);
}
#endif
