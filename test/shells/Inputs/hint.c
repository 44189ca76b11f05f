#include <linux/spinlock.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void careful(struct work_struct *work)
{
	spin_lock_bh(&lock);
	count++;
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(careful_work, careful);

static void plain(struct work_struct *work)
{
	spin_lock(&lock);
	count--;
	spin_unlock(&lock);
}
static DECLARE_WORK(plain_work, plain);
