// One finding, which stands at the first of two sites.
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);

static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void bad_plain(struct work_struct *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(plain, bad_plain);

static void bad_again(struct work_struct *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(again, bad_again);
