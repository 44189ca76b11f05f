// SPDX-License-Identifier: GPL-2.0
/* What happens later: the timer that transmits, and two work items. */
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "txdemo.h"

static void txdemo_tx_timer(struct timer_list *timer)
{
	struct txdemo *dev = from_timer(dev, timer, tx_timer);
	struct txdemo_frame *frame = txdemo_queue_get(&dev->queue);

	if (frame) {
		txdemo_count_sent(dev);
		kfree(frame);
		schedule_work(&dev->join_work);
	}
	mod_timer(&dev->tx_timer, jiffies + msecs_to_jiffies(READ_ONCE(dev->interval_ms)));
}

static void txdemo_join_work(struct work_struct *work)
{
	struct txdemo *dev = container_of(work, struct txdemo, join_work);

	mutex_lock(&dev->config_lock);
	if (txdemo_pending_count(dev) > TXDEMO_QUEUE_MAX)
		dev->interval_ms *= 2;
	mutex_unlock(&dev->config_lock);
}

static void txdemo_clear_work(struct work_struct *work)
{
	struct txdemo *dev = container_of(to_delayed_work(work), struct txdemo, clear_work);

	txdemo_queue_clear(dev);
	txdemo_pending_free(dev);
	schedule_delayed_work(&dev->clear_work, 10 * HZ);
}

void txdemo_worker_init(struct txdemo *dev)
{
	timer_setup(&dev->tx_timer, txdemo_tx_timer, 0);
	INIT_WORK(&dev->join_work, txdemo_join_work);
	INIT_DELAYED_WORK(&dev->clear_work, txdemo_clear_work);
	mod_timer(&dev->tx_timer, jiffies + HZ);
	schedule_delayed_work(&dev->clear_work, 10 * HZ);
}

void txdemo_worker_stop(struct txdemo *dev)
{
	del_timer_sync(&dev->tx_timer);
	cancel_delayed_work_sync(&dev->clear_work);
	cancel_work_sync(&dev->join_work);
}
