// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_MAC80211_H
#define MINI_MAC80211_H

#include <linux/skbuff.h>

struct ieee80211_sta;
struct ieee80211_vif;
struct ieee80211_txq;
struct ieee80211_hw {
	void *priv;
};
struct ieee80211_tx_control {
	struct ieee80211_sta *sta;
};

// A few of the callbacks, with their types as in linux 6.12.
struct ieee80211_ops {
	void (*tx)(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb);
	int (*start)(struct ieee80211_hw *hw);
	void (*stop)(struct ieee80211_hw *hw, bool suspend);
	int (*add_interface)(struct ieee80211_hw *hw, struct ieee80211_vif *vif);
	void (*remove_interface)(struct ieee80211_hw *hw, struct ieee80211_vif *vif);
	int (*config)(struct ieee80211_hw *hw, u32 changed);
	int (*set_rts_threshold)(struct ieee80211_hw *hw, u32 value);
	void (*flush)(struct ieee80211_hw *hw, struct ieee80211_vif *vif, u32 queues, bool drop);
	void (*wake_tx_queue)(struct ieee80211_hw *hw, struct ieee80211_txq *txq);
};

struct ieee80211_hw *ieee80211_alloc_hw_nm(size_t size, const struct ieee80211_ops *ops, const char *name);
static inline struct ieee80211_hw *ieee80211_alloc_hw(size_t size, const struct ieee80211_ops *ops)
{
	return ieee80211_alloc_hw_nm(size, ops, NULL);
}
int ieee80211_register_hw(struct ieee80211_hw *hw);
void ieee80211_handle_wake_tx_queue(struct ieee80211_hw *hw, struct ieee80211_txq *txq);
struct napi_struct;
void ieee80211_rx_napi(struct ieee80211_hw *hw, struct ieee80211_sta *sta, struct sk_buff *skb,
		       struct napi_struct *napi);
static inline void ieee80211_rx(struct ieee80211_hw *hw, struct sk_buff *skb)
{
	ieee80211_rx_napi(hw, NULL, skb, NULL);
}
void ieee80211_tx_status_skb(struct ieee80211_hw *hw, struct sk_buff *skb);
void ieee80211_free_txskb(struct ieee80211_hw *hw, struct sk_buff *skb);

#endif
