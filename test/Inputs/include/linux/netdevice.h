// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_NETDEVICE_H
#define MINI_NETDEVICE_H

#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

enum netdev_tx { NETDEV_TX_OK = 0x00, NETDEV_TX_BUSY = 0x10 };
typedef enum netdev_tx netdev_tx_t;
struct rtnl_link_stats64 {
	u64 rx_packets, tx_packets;
};

struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	netdev_tx_t (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	int (*ndo_set_mac_address)(struct net_device *dev, void *address);
	void (*ndo_tx_timeout)(struct net_device *dev, unsigned int txqueue);
	void (*ndo_get_stats64)(struct net_device *dev, struct rtnl_link_stats64 *storage);
};
struct net_device {
	const struct net_device_ops *netdev_ops;
	unsigned int mtu;
	void *priv;
};
static inline void *netdev_priv(const struct net_device *dev)
{
	return dev->priv;
}
struct net_device *alloc_netdev_mqs(int size, const char *name, unsigned char type,
				    void (*setup)(struct net_device *dev), unsigned int txqs, unsigned int rxqs);
int register_netdev(struct net_device *dev);
void unregister_netdev(struct net_device *dev);
void netif_wake_queue(struct net_device *dev);
void netif_stop_queue(struct net_device *dev);
void dev_kfree_skb_irq_reason(struct sk_buff *skb, int reason);
static inline void dev_kfree_skb_irq(struct sk_buff *skb)
{
	dev_kfree_skb_irq_reason(skb, 2);
}

struct napi_struct {
	unsigned long state;
	int weight;
	int (*poll)(struct napi_struct *napi, int budget);
	struct net_device *dev;
};
void netif_napi_add_weight(struct net_device *dev, struct napi_struct *napi,
			   int (*poll)(struct napi_struct *napi, int budget), int weight);
static inline void netif_napi_add(struct net_device *dev, struct napi_struct *napi,
				  int (*poll)(struct napi_struct *napi, int budget))
{
	netif_napi_add_weight(dev, napi, poll, 64);
}
bool napi_complete_done(struct napi_struct *napi, int done);
void __napi_schedule(struct napi_struct *napi);
bool napi_schedule_prep(struct napi_struct *napi);
static inline bool napi_schedule(struct napi_struct *napi)
{
	if (napi_schedule_prep(napi)) {
		__napi_schedule(napi);
		return true;
	}
	return false;
}

#endif
