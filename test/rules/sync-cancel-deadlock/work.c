// RUN: %check_c %s %t
//
// cancel_work_sync() and cancel_delayed_work_sync() under a mutex that the item takes; flush_workqueue() from an item of
// that queue. Another item's lock, another queue, and a cancel after the unlock are right.

#include <linux/mutex.h>
#include <linux/workqueue.h>

struct dev {
	struct mutex mutex, other;
	struct work_struct work, flusher, harmless;
	struct delayed_work poll;
	struct workqueue_struct *wq, *other_wq;
};

static void do_work(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, work);

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

static void do_poll(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, poll.work);

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
}

static void do_flush(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, flusher);

	flush_workqueue(d->wq); // WARN: sync-cancel-deadlock
	flush_workqueue(d->other_wq);
}

static void do_nothing(struct work_struct *work)
{
}

int demo_open(struct dev *d);
int demo_open(struct dev *d)
{
	INIT_WORK(&d->work, do_work);
	INIT_WORK(&d->flusher, do_flush);
	INIT_WORK(&d->harmless, do_nothing);
	INIT_DELAYED_WORK(&d->poll, do_poll);
	queue_work(d->wq, &d->flusher);
	queue_work(d->other_wq, &d->work);
	return 0;
}

static struct dev *the_dev;

static void stop(struct work_struct *unused)
{
	struct dev *d = the_dev;

	mutex_lock(&d->mutex);
	cancel_work_sync(&d->work); // WARN: sync-cancel-deadlock(struct dev.mutex)
	cancel_delayed_work_sync(&d->poll); // WARN: sync-cancel-deadlock(struct dev.mutex)
	cancel_work_sync(&d->harmless);
	cancel_work(&d->work);
	mutex_unlock(&d->mutex);
	mutex_lock(&d->other);
	cancel_work_sync(&d->work);
	cancel_delayed_work_sync(&d->poll);
	mutex_unlock(&d->other);
}
static DECLARE_WORK(stop_work, stop);
