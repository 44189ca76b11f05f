// RUN: %check_c %s %t
//
// The examples of docs/rules/irq-enable-in-atomic.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct ioc {
	spinlock_t lock;
};
struct iocg {
	struct ioc *ioc;
	wait_queue_head_t waitq;
	struct work_struct work;
};

static void adjust(struct iocg *iocg)
{
	spin_lock_irq(&iocg->ioc->lock);
	spin_unlock_irq(&iocg->ioc->lock); // WARN: irq-enable-in-atomic
}

static void wake_waiters(struct work_struct *work)
{
	struct iocg *iocg = container_of(work, struct iocg, work);
	unsigned long flags;

	spin_lock_irqsave(&iocg->waitq.lock, flags);
	adjust(iocg);
	spin_unlock_irqrestore(&iocg->waitq.lock, flags);
}

void demo_bad_setup(struct iocg *iocg);
void demo_bad_setup(struct iocg *iocg)
{
	spin_lock_init(&iocg->ioc->lock);
	init_waitqueue_head(&iocg->waitq);
	INIT_WORK(&iocg->work, wake_waiters);
}

#ifdef LOCKCTX_ORACLE
static struct ioc the_ioc;
static struct iocg the_iocg = { .ioc = &the_ioc };

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_iocg);
	oracle_fire(&the_iocg.work);
}
#endif

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct ioc {
	spinlock_t lock;
};
struct iocg {
	struct ioc *ioc;
	wait_queue_head_t waitq;
	struct work_struct work;
};

static void adjust(struct iocg *iocg)
{
	unsigned long flags;

	spin_lock_irqsave(&iocg->ioc->lock, flags);
	spin_unlock_irqrestore(&iocg->ioc->lock, flags);
}

static void wake_waiters(struct work_struct *work)
{
	struct iocg *iocg = container_of(work, struct iocg, work);
	unsigned long flags;

	spin_lock_irqsave(&iocg->waitq.lock, flags);
	adjust(iocg);
	spin_unlock_irqrestore(&iocg->waitq.lock, flags);
}

void demo_fixed_setup(struct iocg *iocg);
void demo_fixed_setup(struct iocg *iocg)
{
	spin_lock_init(&iocg->ioc->lock);
	init_waitqueue_head(&iocg->waitq);
	INIT_WORK(&iocg->work, wake_waiters);
}

#ifdef LOCKCTX_ORACLE
static struct ioc the_ioc;
static struct iocg the_iocg = { .ioc = &the_ioc };

void run_bad(void);

// ORACLE(bad): irqs
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_iocg);
	oracle_fire(&the_iocg.work);
}
#endif
