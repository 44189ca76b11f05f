// RUN: %check_c %s %t
//
// The examples of docs/rules/hardirq-inconsistent-state.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/interrupt.h>
#include <linux/netdevice.h>

struct dev {
	spinlock_t lock;
	struct napi_struct napi;
};

static irqreturn_t handler(int irq, void *data)
{
	struct dev *dev = data;

	spin_lock(&dev->lock);
	spin_unlock(&dev->lock);
	return IRQ_HANDLED;
}

static int poll(struct napi_struct *napi, int budget)
{
	struct dev *dev = container_of(napi, struct dev, napi);

	spin_lock_bh(&dev->lock); // WARN: hardirq-inconsistent-state
	spin_unlock_bh(&dev->lock);
	return 0;
}
int demo_bad_setup(struct net_device *net, struct dev *dev);
int demo_bad_setup(struct net_device *net, struct dev *dev)
{
	netif_napi_add(net, &dev->napi, poll);
	return request_irq(5, handler, 0, "demo", dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);
void run_bad(void)
{
	spin_lock_init(&the_dev.lock);
	oracle_hardirq(handler, 5, &the_dev);
	oracle_softirq(poll, &the_dev.napi, 1);
}
#endif

//--- fixed.c
#include <linux/interrupt.h>
#include <linux/netdevice.h>

struct dev {
	spinlock_t lock;
	struct napi_struct napi;
};

static irqreturn_t handler(int irq, void *data)
{
	struct dev *dev = data;

	spin_lock(&dev->lock);
	spin_unlock(&dev->lock);
	return IRQ_HANDLED;
}

static int poll(struct napi_struct *napi, int budget)
{
	struct dev *dev = container_of(napi, struct dev, napi);
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	spin_unlock_irqrestore(&dev->lock, flags);
	return 0;
}
int demo_fixed_setup(struct net_device *net, struct dev *dev);
int demo_fixed_setup(struct net_device *net, struct dev *dev)
{
	netif_napi_add(net, &dev->napi, poll);
	return request_irq(5, handler, 0, "demo", dev);
}

#ifdef LOCKCTX_ORACLE
static struct dev the_dev;

void run_bad(void);

// ORACLE(bad): usage-hardirq
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	spin_lock_init(&the_dev.lock);
	oracle_hardirq(handler, 5, &the_dev);
	oracle_softirq(poll, &the_dev.napi, 1);
}
#endif
