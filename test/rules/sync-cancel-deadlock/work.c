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

#ifdef LOCKCTX_ORACLE
static struct dev demo;

static void prepare(void)
{
	mutex_init(&demo.mutex);
	mutex_init(&demo.other);
	demo.wq = alloc_workqueue("demo", 0, 0);
	demo.other_wq = alloc_workqueue("other", 0, 0);
	the_dev = &demo;
}

static void open_only(void)
{
	INIT_WORK(&demo.work, do_work);
	INIT_WORK(&demo.flusher, do_flush);
	INIT_WORK(&demo.harmless, do_nothing);
	INIT_DELAYED_WORK(&demo.poll, do_poll);
}

static void cancel_poll(struct work_struct *unused)
{
	mutex_lock(&demo.mutex);
	cancel_delayed_work_sync(&demo.poll);
	mutex_unlock(&demo.mutex);
}
static DECLARE_WORK(cancel_poll_work, cancel_poll);

/* Only an item that is running is waited for: both queue up for the mutex, first who cancels, then the item. */
static void cancel_running(struct work_struct *cancel, struct delayed_work *poll)
{
	mutex_lock(&demo.mutex);
	schedule_work(cancel);
	oracle_settle();
	if (poll)
		schedule_delayed_work(poll, 0);
	else
		schedule_work(&demo.work);
	oracle_settle();
	mutex_unlock(&demo.mutex);
	oracle_settle();
}

static void cancel_others(void)
{
	mutex_lock(&demo.mutex);
	cancel_work_sync(&demo.harmless);
	cancel_work(&demo.work);
	mutex_unlock(&demo.mutex);
	mutex_lock(&demo.other);
	cancel_work_sync(&demo.work);
	cancel_delayed_work_sync(&demo.poll);
	mutex_unlock(&demo.other);
}

// ORACLE(work): circular
ORACLE_CASE(work)
{
	prepare();
	open_only();
	oracle_fire(&demo.work);
	cancel_running(&stop_work, NULL);
}

// ORACLE(poll): circular
ORACLE_CASE(poll)
{
	prepare();
	open_only();
	oracle_fire(&demo.poll);
	cancel_running(&cancel_poll_work, &demo.poll);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	prepare();
	open_only();
	oracle_fire(&demo.work);
	oracle_fire(&demo.poll);
	oracle_task(cancel_others);
}
#endif
