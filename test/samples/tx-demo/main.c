// SPDX-License-Identifier: GPL-2.0
/* The module and its device, /dev/txdemo. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "txdemo.h"

static int irq = -1;
module_param(irq, int, 0444);
MODULE_PARM_DESC(irq, "interrupt line to watch, which must be shared (default: none)");

static struct txdemo txdemo;

static ssize_t txdemo_write(struct file *file, const char __user *data, size_t size, loff_t *at)
{
	struct txdemo_frame *frame;
	int ret;

	frame = kzalloc(sizeof(*frame), GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	frame->size = size;
	ret = txdemo_queue_put(&txdemo.queue, frame);
	if (ret) {
		kfree(frame);
		return ret;
	}
	return size;
}

static ssize_t txdemo_read(struct file *file, char __user *to, size_t size, loff_t *at)
{
	char text[32];
	int length = scnprintf(text, sizeof(text), "%lu\n", txdemo_sent(&txdemo));

	return simple_read_from_buffer(to, size, at, text, length);
}

static const struct file_operations txdemo_fops = {
	.owner = THIS_MODULE,
	.read = txdemo_read,
	.write = txdemo_write,
};

static struct miscdevice txdemo_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "txdemo",
	.fops = &txdemo_fops,
};

static int __init txdemo_init(void)
{
	struct txdemo *dev = &txdemo;
	int ret;

	txdemo_queue_init(&dev->queue);
	spin_lock_init(&dev->pending_lock);
	INIT_LIST_HEAD(&dev->pending);
	spin_lock_init(&dev->stats_lock);
	mutex_init(&dev->config_lock);
	dev->interval_ms = 20;
	dev->irq = irq;

	ret = txdemo_irq_init(dev);
	if (ret)
		return ret;
	txdemo_worker_init(dev);
	ret = misc_register(&txdemo_device);
	if (ret) {
		txdemo_worker_stop(dev);
		txdemo_irq_exit(dev);
	}
	return ret;
}
module_init(txdemo_init);

static void __exit txdemo_exit(void)
{
	misc_deregister(&txdemo_device);
	txdemo_worker_stop(&txdemo);
	txdemo_irq_exit(&txdemo);
	txdemo_queue_clear(&txdemo);
	txdemo_pending_free(&txdemo);
}
module_exit(txdemo_exit);

MODULE_DESCRIPTION("A driver to try lockctx on: transmits frames to nowhere");
MODULE_LICENSE("GPL");
