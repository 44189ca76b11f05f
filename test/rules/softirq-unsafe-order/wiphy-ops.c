// RUN: %check_c %s %t
//
// The shape of a Wi-Fi driver: tx in softirq, flush in a task, a nested lock that another operation takes plainly.

#include <net/mac80211.h>

struct demo {
	spinlock_t queue_lock, record_lock;
};

static void demo_record(struct demo *d)
{
	spin_lock(&d->record_lock); // WARN: softirq-unsafe-order(high, struct demo.record_lock)
	spin_unlock(&d->record_lock);
}

static void demo_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb)
{
	struct demo *d = hw->priv;

	spin_lock_bh(&d->queue_lock);
	spin_unlock_bh(&d->queue_lock);
	ieee80211_free_txskb(hw, skb);
}

static void demo_flush(struct ieee80211_hw *hw, struct ieee80211_vif *vif, u32 queues, bool drop)
{
	struct demo *d = hw->priv;

	spin_lock_bh(&d->queue_lock);
	demo_record(d);
	spin_unlock_bh(&d->queue_lock);
}

static int demo_config(struct ieee80211_hw *hw, u32 changed)
{
	demo_record(hw->priv);
	return 0;
}

static const struct ieee80211_ops demo_ops = {
	.tx = demo_tx,
	.flush = demo_flush,
	.config = demo_config,
};

struct ieee80211_hw *demo_alloc(void);
struct ieee80211_hw *demo_alloc(void)
{
	return ieee80211_alloc_hw(sizeof(struct demo), &demo_ops);
}

#ifdef LOCKCTX_ORACLE
static struct demo demo;
static struct ieee80211_hw hw = { .priv = &demo };

static void tx(void)
{
	demo_tx(&hw, NULL, alloc_skb(64, GFP_ATOMIC));
}

// ORACLE(bad): order-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.queue_lock);
	spin_lock_init(&demo.record_lock);
	oracle_softirq(tx);
	oracle_task(demo_flush, &hw, NULL, 0, 0);
	oracle_task(demo_config, &hw, 0);
}
#endif
