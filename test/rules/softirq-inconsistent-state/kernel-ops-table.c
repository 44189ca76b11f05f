// RUN: %check_c %s %t
//
// The kernel calls what is in its own tables: mac80211's tx in softirq too, its other operations in tasks.

#include <net/mac80211.h>

struct demo {
	spinlock_t lock;
};

static void demo_tx(struct ieee80211_hw *hw, struct ieee80211_tx_control *control, struct sk_buff *skb)
{
	struct demo *d = hw->priv;

	spin_lock(&d->lock); // SAFE: softirq-inconsistent-state
	spin_unlock(&d->lock);
	ieee80211_free_txskb(hw, skb);
}

static int demo_start(struct ieee80211_hw *hw)
{
	struct demo *d = hw->priv;

	spin_lock(&d->lock); // WARN: softirq-inconsistent-state(struct demo.lock)
	spin_unlock(&d->lock);
	return 0;
}

static int demo_config(struct ieee80211_hw *hw, u32 changed)
{
	struct demo *d = hw->priv;

	spin_lock_bh(&d->lock); // SAFE: softirq-inconsistent-state
	spin_unlock_bh(&d->lock);
	return 0;
}

static const struct ieee80211_ops demo_ops = {
	.tx = demo_tx,
	.start = demo_start,
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

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	oracle_softirq(tx);
	oracle_task(demo_start, &hw);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&demo.lock);
	oracle_softirq(tx);
	oracle_task(demo_config, &hw, 0);
}
#endif
