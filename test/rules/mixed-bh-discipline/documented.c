// RUN: %check_c %s %t
//
// The examples of docs/rules/mixed-bh-discipline.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/mac80211.h>

struct queue {
	spinlock_t lock, record_lock;
	struct work_struct clear_work;
};

static void clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear_work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->record_lock);
	spin_unlock(&q->record_lock);
	spin_unlock_bh(&q->lock);
}

static int start(struct ieee80211_hw *hw)
{
	struct queue *q = hw->priv;

	spin_lock(&q->record_lock); // WARN: mixed-bh-discipline
	spin_unlock(&q->record_lock);
	return 0;
}

struct ieee80211_hw *demo_bad_setup(void);
struct ieee80211_hw *demo_bad_setup(void)
{
	static const struct ieee80211_ops ops = { .start = start };
	struct ieee80211_hw *hw = ieee80211_alloc_hw(sizeof(struct queue), &ops);
	struct queue *q = hw->priv;

	spin_lock_init(&q->lock);
	spin_lock_init(&q->record_lock);
	INIT_WORK(&q->clear_work, clear);
	return hw;
}

//--- fixed.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/mac80211.h>

struct queue {
	spinlock_t lock, record_lock;
	struct work_struct clear_work;
};

static void clear(struct work_struct *work)
{
	struct queue *q = container_of(work, struct queue, clear_work);

	spin_lock_bh(&q->lock);
	spin_lock(&q->record_lock);
	spin_unlock(&q->record_lock);
	spin_unlock_bh(&q->lock);
}

static int start(struct ieee80211_hw *hw)
{
	struct queue *q = hw->priv;

	spin_lock_bh(&q->record_lock);
	spin_unlock_bh(&q->record_lock);
	return 0;
}

struct ieee80211_hw *demo_fixed_setup(void);
struct ieee80211_hw *demo_fixed_setup(void)
{
	static const struct ieee80211_ops ops = { .start = start };
	struct ieee80211_hw *hw = ieee80211_alloc_hw(sizeof(struct queue), &ops);
	struct queue *q = hw->priv;

	spin_lock_init(&q->lock);
	spin_lock_init(&q->record_lock);
	INIT_WORK(&q->clear_work, clear);
	return hw;
}

// ORACLE: none lockdep has no counterpart
