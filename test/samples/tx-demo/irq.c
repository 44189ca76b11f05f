// SPDX-License-Identifier: GPL-2.0
/* The interrupt, and the numbers that it shares with everybody else. */
#include "txdemo.h"

static irqreturn_t txdemo_interrupt(int irq, void *data)
{
	struct txdemo *dev = data;

	spin_lock(&dev->stats_lock);
	dev->interrupts++;
	spin_unlock(&dev->stats_lock);
	return IRQ_NONE; /* we only watch */
}

void txdemo_count_sent(struct txdemo *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->stats_lock, flags);
	dev->sent++;
	spin_unlock_irqrestore(&dev->stats_lock, flags);
}

unsigned long txdemo_sent(struct txdemo *dev)
{
	unsigned long sent;

	spin_lock_irq(&dev->stats_lock);
	sent = dev->sent;
	spin_unlock_irq(&dev->stats_lock);
	return sent;
}

int txdemo_irq_init(struct txdemo *dev)
{
	if (dev->irq < 0)
		return 0;
	return request_irq(dev->irq, txdemo_interrupt, IRQF_SHARED, "txdemo", dev);
}

void txdemo_irq_exit(struct txdemo *dev)
{
	if (dev->irq >= 0)
		free_irq(dev->irq, dev);
}
