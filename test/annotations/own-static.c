// RUN: %check_c %s %t
//
// A model in a user's own file is for a driver's static functions too, and wins over their bodies. Those that come with
// lockctx are not: a static function that has the name of a kernel's is another one.

//--- mine.yaml
calls:
  - names: [take]
    kind: spin
    do: [acquire arg0->dev.lock]
    source: own-static.c
  - names: [drop]
    kind: spin
    do: [release arg0->dev.lock]
    source: own-static.c

//--- demo.c
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct timer_list timer;
	struct work_struct work;
	int count;
};

void firmware_call(struct dev *d, int what);

static void take(struct dev *d)
{
	firmware_call(d, 1);
}

static void drop(struct dev *d)
{
	firmware_call(d, 2);
}

static void down(struct dev *d) // not the kernel's, which sleeps
{
	d->count--;
}

static void expired(struct timer_list *timer)
{
	struct dev *d = container_of(timer, struct dev, timer);

	take(d);
	down(d);
	drop(d);
}

static void work(struct work_struct *work)
{
	struct dev *d = container_of(work, struct dev, work);

	take(d); // WARN: softirq-inconsistent-state(struct dev.lock)
	drop(d);
}

void start(struct dev *d);
void start(struct dev *d)
{
	timer_setup(&d->timer, expired, 0);
	INIT_WORK(&d->work, work);
}
