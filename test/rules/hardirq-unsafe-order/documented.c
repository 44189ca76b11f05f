// RUN: %check_c %s %t
//
// The examples of docs/rules/hardirq-unsafe-order.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock, log_lock;
	struct work_struct kick_work, log_work;
};

static irqreturn_t handler(int irq, void *data)
{
	struct dev *dev = data;

	spin_lock(&dev->lock);
	spin_unlock(&dev->lock);
	return IRQ_HANDLED;
}

static void kick(struct work_struct *work)
{
	struct dev *dev = container_of(work, struct dev, kick_work);
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	spin_lock(&dev->log_lock);
	spin_unlock(&dev->log_lock);
	spin_unlock_irqrestore(&dev->lock, flags);
}

static void print_log(struct work_struct *work)
{
	struct dev *dev = container_of(work, struct dev, log_work);

	spin_lock_bh(&dev->log_lock); // WARN: hardirq-unsafe-order
	spin_unlock_bh(&dev->log_lock);
}

int demo_bad_setup(struct dev *dev);
int demo_bad_setup(struct dev *dev)
{
	spin_lock_init(&dev->lock);
	spin_lock_init(&dev->log_lock);
	INIT_WORK(&dev->kick_work, kick);
	INIT_WORK(&dev->log_work, print_log);
	return request_irq(5, handler, 0, "demo", dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);
void run_bad(void)
{
	spin_lock_init(&the_dev.lock);
	spin_lock_init(&the_dev.log_lock);
	oracle_hardirq(handler, 5, &the_dev);
	oracle_work(kick, &the_dev.kick_work);
	oracle_work(print_log, &the_dev.log_work);
}
#endif

//--- fixed.c
#include <linux/interrupt.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock, log_lock;
	struct work_struct kick_work, log_work;
};

static irqreturn_t handler(int irq, void *data)
{
	struct dev *dev = data;

	spin_lock(&dev->lock);
	spin_unlock(&dev->lock);
	return IRQ_HANDLED;
}

static void kick(struct work_struct *work)
{
	struct dev *dev = container_of(work, struct dev, kick_work);
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	spin_lock(&dev->log_lock);
	spin_unlock(&dev->log_lock);
	spin_unlock_irqrestore(&dev->lock, flags);
}

static void print_log(struct work_struct *work)
{
	struct dev *dev = container_of(work, struct dev, log_work);
	unsigned long flags;

	spin_lock_irqsave(&dev->log_lock, flags);
	spin_unlock_irqrestore(&dev->log_lock, flags);
}

int demo_fixed_setup(struct dev *dev);
int demo_fixed_setup(struct dev *dev)
{
	spin_lock_init(&dev->lock);
	spin_lock_init(&dev->log_lock);
	INIT_WORK(&dev->kick_work, kick);
	INIT_WORK(&dev->log_work, print_log);
	return request_irq(5, handler, 0, "demo", dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);

// ORACLE(bad): order-hardirq
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	spin_lock_init(&the_dev.lock);
	spin_lock_init(&the_dev.log_lock);
	oracle_hardirq(handler, 5, &the_dev);
	oracle_work(kick, &the_dev.kick_work);
	oracle_work(print_log, &the_dev.log_work);
}
#endif
