// RUN: %check_c %s %t
//
// Two work items of one ordered workqueue never run at once: the one may cancel the other, which is then queued or done,
// whatever locks it holds. Nor can work of a workqueue that nobody has yet.
//
// ORACLE: none lockdep does not know that a workqueue runs one item at a time, and reports leave() as well

#include <linux/mutex.h>
#include <linux/workqueue.h>

struct demo {
	struct mutex lock;
	struct workqueue_struct *ordered, *other, *spare;
	struct work_struct join, leave, flushed, elsewhere, waiter, spare_work;
};

static void locks(struct demo *d)
{
	mutex_lock(&d->lock);
	mutex_unlock(&d->lock);
}

static void leave(struct work_struct *work)
{
	locks(container_of(work, struct demo, leave));
}

static void elsewhere(struct work_struct *work)
{
	locks(container_of(work, struct demo, elsewhere));
}

static void flushed(struct work_struct *work)
{
	locks(container_of(work, struct demo, flushed));
}

static void spare(struct work_struct *work)
{
	locks(container_of(work, struct demo, spare_work));
}

static void join(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, join);

	mutex_lock(&d->lock);
	cancel_work_sync(&d->leave);
	cancel_work_sync(&d->elsewhere); // WARN: sync-cancel-deadlock
	flush_work(&d->flushed);         // WARN: sync-cancel-deadlock
	mutex_unlock(&d->lock);
}

static int add(struct demo *d)
{
	int err = 0;

	mutex_lock(&d->lock);
	d->spare = alloc_workqueue("spare", 0, 1);
	if (!d->spare)
		err = -1;
	else if (!d->other) {
		destroy_workqueue(d->spare);
		d->spare = NULL;
		err = -2;
	}
	mutex_unlock(&d->lock);
	return err;
}

static void waiter(struct work_struct *work)
{
	struct demo *d = container_of(work, struct demo, waiter);

	if (add(d))
		return;
	mutex_lock(&d->lock);
	destroy_workqueue(d->spare); // WARN: sync-cancel-deadlock
	mutex_unlock(&d->lock);
}

int demo_setup(struct demo *d);
int demo_setup(struct demo *d)
{
	mutex_init(&d->lock);
	INIT_WORK(&d->join, join);
	INIT_WORK(&d->leave, leave);
	INIT_WORK(&d->flushed, flushed);
	INIT_WORK(&d->elsewhere, elsewhere);
	INIT_WORK(&d->waiter, waiter);
	INIT_WORK(&d->spare_work, spare);
	d->ordered = alloc_ordered_workqueue("ordered", 0);
	d->other = alloc_workqueue("other", 0, 0);
	if (!d->ordered || !d->other)
		return -1;
	queue_work(d->ordered, &d->join);
	queue_work(d->ordered, &d->leave);
	queue_work(d->ordered, &d->flushed);
	queue_work(d->ordered, &d->elsewhere);
	queue_work(d->other, &d->elsewhere);
	queue_work(d->other, &d->waiter);
	if (d->spare)
		queue_work(d->spare, &d->spare_work);
	return 0;
}
