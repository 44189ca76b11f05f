// RUN: %check_c %s %t
//
// An operation that the kernel calls with BHs off, and one that it calls with BHs on.

#include <linux/netdevice.h>

struct demo {
	spinlock_t lock, plain_only;
};

static void demo_set_rx_mode(struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock(&d->lock); // SAFE: mixed-bh-discipline
	spin_unlock(&d->lock);
}

static int demo_open(struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock(&d->lock); // WARN: mixed-bh-discipline(low, struct demo.lock)
	spin_unlock(&d->lock);
	spin_lock(&d->plain_only);
	spin_unlock(&d->plain_only);
	return 0;
}

const struct net_device_ops demo_netdev_ops = {
	.ndo_set_rx_mode = demo_set_rx_mode,
	.ndo_open = demo_open,
};

// ORACLE: none no lockdep rule: nothing is proven
