// ndo_start_xmit runs in a task with BHs off and in softirq, NAPI's poll in
// softirq: a lock that they take is taken with BHs off elsewhere.
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/spinlock.h>

struct card {
	spinlock_t ring;
	struct napi_struct napi;
};

static netdev_tx_t card_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct card *card = netdev_priv(dev);

	spin_lock(&card->ring);
	spin_unlock(&card->ring);
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static int card_poll(struct napi_struct *napi, int budget)
{
	struct card *card = container_of(napi, struct card, napi);

	spin_lock(&card->ring);
	spin_unlock(&card->ring);
	napi_complete_done(napi, 0);
	return 0;
}

static int card_open(struct net_device *dev)
{
	struct card *card = netdev_priv(dev);

	napi_enable(&card->napi);
	netif_start_queue(dev);
	return 0;
}

static int card_stop(struct net_device *dev)
{
	struct card *card = netdev_priv(dev);

	netif_stop_queue(dev);
	napi_disable(&card->napi);
	return 0;
}

static const struct net_device_ops card_ops = {
	.ndo_open = card_open,
	.ndo_stop = card_stop,
	.ndo_start_xmit = card_xmit,
};

static void card_reset(struct net_device *dev)
{
	struct card *card = netdev_priv(dev);

	spin_lock(&card->ring);
	spin_unlock(&card->ring);
}

static struct net_device *dev;

static int __init card_init(void)
{
	struct card *card;

	dev = alloc_etherdev(sizeof(*card));
	if (!dev)
		return -ENOMEM;
	card = netdev_priv(dev);
	spin_lock_init(&card->ring);
	dev->netdev_ops = &card_ops;
	eth_hw_addr_random(dev);
	netif_napi_add(dev, &card->napi, card_poll);
	return register_netdev(dev);
}
module_init(card_init);

static void __exit card_exit(void)
{
	unregister_netdev(dev);
	free_netdev(dev);
}
module_exit(card_exit);

#ifdef LOCKCTX_ORACLE
static void card_up(void)
{
	rtnl_lock();
	dev_open(dev, NULL);
	rtnl_unlock();
}

// ORACLE(xmit_in_task): silent
// ORACLE-USAGE(xmit_in_task): &card->ring {+...}
ORACLE_CASE(xmit_in_task)
{
	card_up();
	oracle_xmit(dev);
}

// ORACLE(xmit_in_softirq): usage-softirq
ORACLE_CASE(xmit_in_softirq)
{
	card_up();
	card_reset(dev);
	oracle_softirq(oracle_xmit, dev);
}

// ORACLE(poll): usage-softirq
ORACLE_CASE(poll)
{
	card_up();
	card_reset(dev);
	oracle_fire(&((struct card *)netdev_priv(dev))->napi);
}

// ORACLE(reset_bh_off): silent
ORACLE_CASE(reset_bh_off)
{
	card_up();
	oracle_bh_off(card_reset, dev);
	oracle_xmit(dev);
	oracle_softirq(oracle_xmit, dev);
	oracle_fire(&((struct card *)netdev_priv(dev))->napi);
}
#endif
MODULE_LICENSE("GPL");
