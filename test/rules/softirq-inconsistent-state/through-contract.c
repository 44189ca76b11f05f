// RUN: %check_c %s %t
// ORACLE: none the case stands in for mac80211 itself
//
// ieee80211_rx() is known by what it expects, and calls something in the header; where the program has the function
// that it comes to, the callers' contexts go down to there.

#include <linux/interrupt.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <net/mac80211.h>

static struct sk_buff *frame;
static DEFINE_SPINLOCK(reorder_lock);
static DEFINE_SPINLOCK(stats_lock);

void ieee80211_rx_napi(struct ieee80211_hw *hw, struct ieee80211_sta *sta, struct sk_buff *skb,
		       struct napi_struct *napi)
{
	spin_lock(&reorder_lock); // WARN: softirq-inconsistent-state(reorder_lock)
	spin_unlock(&reorder_lock);
}

static void timeout(struct timer_list *timer)
{
	spin_lock(&reorder_lock); // SAFE: softirq-inconsistent-state
	spin_unlock(&reorder_lock);
	spin_lock(&stats_lock);
	spin_unlock(&stats_lock);
}
static DEFINE_TIMER(timer, timeout);

static void stop_device(struct work_struct *work)
{
	ieee80211_rx(NULL, frame); // WARN: context-contract
}
static DECLARE_WORK(stop_work, stop_device);

static void restart(struct work_struct *work)
{
	local_bh_disable();
	ieee80211_rx(NULL, frame);
	local_bh_enable();
	spin_lock_bh(&stats_lock);
	spin_unlock_bh(&stats_lock);
}
static DECLARE_WORK(restart_work, restart);
