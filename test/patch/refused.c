// RUN: %patch_c %s %t
//
// Where an exchange of forms does not do, there is no patch, and the reason is told.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(wrapped);
static DEFINE_SPINLOCK(hidden);
static DEFINE_SPINLOCK(kept);
static DEFINE_SPINLOCK(dropped);
static DEFINE_SPINLOCK(good);

static void lock_it(spinlock_t *lock)
{
	spin_lock(lock);
}
static void unlock_it(spinlock_t *lock)
{
	spin_unlock(lock);
}

#define LOCK_HIDDEN() spin_lock(&hidden)

static void expired(struct timer_list *timer)
{
	lock_it(&wrapped);
	unlock_it(&wrapped);
	spin_lock(&hidden);
	spin_unlock(&hidden);
	spin_lock(&kept);
	spin_unlock(&kept);
	spin_lock(&dropped);
	spin_unlock(&dropped);
	spin_lock(&good);
	spin_unlock(&good);
}
static DEFINE_TIMER(timer, expired);

// NOFIX wrapped: lock_it() takes or releases the lock for its caller
// NOFIX hidden: spin_lock is hidden in LOCK_HIDDEN
// NOFIX kept: takes_kept() returns with the lock held
// NOFIX dropped: drops(), called with the lock held, releases it for a while
static void takes_kept(void)
{
	spin_lock(&kept);
}

static void drops(void)
{
	spin_unlock(&dropped);
	spin_lock(&dropped);
}

static void task(struct work_struct *work)
{
	lock_it(&wrapped);
	unlock_it(&wrapped);
	LOCK_HIDDEN();
	spin_unlock(&hidden);
	takes_kept();
	spin_unlock(&kept);
	spin_lock(&dropped);
	drops();
	spin_unlock(&dropped);
	spin_lock(&good); // -> spin_lock_bh(&good);
	spin_unlock(&good); // -> spin_unlock_bh(&good);
}
static DECLARE_WORK(work, task);
