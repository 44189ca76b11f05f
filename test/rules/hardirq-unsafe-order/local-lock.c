// RUN: %check_c %s %t
//
// A local lock is each CPU's own: it carries no inversion (lockdep's usage_skip()). A lock that is taken under it does.

#include <linux/interrupt.h>
#include <linux/local_lock.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_PER_CPU(local_lock_t, mine) = INIT_LOCAL_LOCK(mine);
static DEFINE_SPINLOCK(outer);
static DEFINE_SPINLOCK(direct);
static DEFINE_SPINLOCK(under);

static irqreturn_t handler(int irq, void *data)
{
	spin_lock(&outer);
	spin_unlock(&outer);
	return IRQ_HANDLED;
}

static void nested(struct work_struct *work)
{
	spin_lock_irq(&outer);
	local_lock(&mine);
	local_unlock(&mine);
	spin_lock(&direct);
	spin_unlock(&direct);
	spin_unlock_irq(&outer);
}
static DECLARE_WORK(nested_work, nested);

static void ok(struct work_struct *work)
{
	local_lock(&mine);
	spin_lock(&under);
	spin_unlock(&under);
	local_unlock(&mine);
}
static DECLARE_WORK(ok_work, ok);

static void bad(struct work_struct *work)
{
	spin_lock(&direct); // WARN: hardirq-unsafe-order(direct, outer)
	spin_unlock(&direct);
}
static DECLARE_WORK(bad_work, bad);

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): order-hardirq
ORACLE_CASE(bad)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&bad_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_hardirq(handler, 5, NULL);
	oracle_fire(&nested_work);
	oracle_fire(&ok_work);
}
#endif
