// RUN: %check_c %s %t
//
// free_irq() waits for the handlers of that interrupt: not under a lock that one of them takes. disable_irq_nosync() does
// not wait.

#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct dev {
	int irq, other_irq;
	struct mutex mutex;
};

static irqreturn_t handler(int irq, void *data)
{
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	struct dev *d = data;

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return IRQ_HANDLED;
}

int demo_open(struct dev *d);
int demo_open(struct dev *d)
{
	return request_threaded_irq(d->irq, handler, thread, 0, "demo", d);
}

static struct dev *the_dev;

static void stop(struct work_struct *unused)
{
	struct dev *d = the_dev;

	mutex_lock(&d->mutex);
	disable_irq_nosync(d->irq);
	free_irq(d->other_irq, d);
	disable_irq(d->irq); // WARN: sync-cancel-deadlock
	mutex_unlock(&d->mutex);
	free_irq(d->irq, d);
}
static DECLARE_WORK(stop_work, stop);

// ORACLE: none free_irq() and disable_irq() carry no lockdep map: the kernel would only hang
