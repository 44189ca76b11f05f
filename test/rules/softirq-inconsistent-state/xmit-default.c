// RUN: %check_c %s %t
//
// Without the profile netpoll, transmitting runs in softirq, or in a task with BHs off, with IRQs on in both.

#include <linux/netdevice.h>

struct demo {
	spinlock_t lock;
};

static netdev_tx_t demo_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock(&d->lock);
	spin_unlock(&d->lock);
	return NETDEV_TX_OK;
}

static int demo_open(struct net_device *dev)
{
	struct demo *d = netdev_priv(dev);

	spin_lock_bh(&d->lock);
	spin_unlock_bh(&d->lock);
	spin_lock_irq(&d->lock);
	spin_unlock_irq(&d->lock);
	return 0;
}

const struct net_device_ops demo_netdev_ops = {
	.ndo_start_xmit = demo_xmit,
	.ndo_open = demo_open,
};

// ORACLE: none netdev_priv() is behind a whole net_device; tools/oracle/cases/network.c has one
