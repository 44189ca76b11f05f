// RUN: %check_c %s %t -- --profile netpoll
//
// netconsole may transmit with IRQs off, from any context: with that profile even _bh is not enough. Not proven, since a
// configuration decides. Without the profile nothing is wrong here.

#include <linux/netdevice.h>

struct demo {
	spinlock_t lock;
};

static netdev_tx_t demo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock(&d->lock); // WARN: hardirq-inconsistent-state(medium, struct demo.lock)
	spin_unlock(&d->lock);
	return NETDEV_TX_OK;
}

static int demo_open(struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock_bh(&d->lock); // WARN: hardirq-inconsistent-state(medium, struct demo.lock)
	spin_unlock_bh(&d->lock);
	spin_lock_irq(&d->lock);
	spin_unlock_irq(&d->lock);
	return 0;
}

const struct net_device_ops demo_netdev_ops = {
	.ndo_start_xmit = demo_xmit,
	.ndo_open = demo_open,
};

// ORACLE: none nothing transmits with IRQs off here: user-mode Linux has no netconsole
