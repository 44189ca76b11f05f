// RUN: %check_c %s %t
//
// What a module does not export is its own: a global of the same name elsewhere is another lock, or another function.

//--- first/first.c
#include <linux/spinlock.h>
#include <linux/timer.h>
void touch(void);
DEFINE_SPINLOCK(lock);
void touch(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static void expired(struct timer_list *timer)
{
	touch();
}
static DEFINE_TIMER(timer, expired);

//--- second/second.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>
void touch(void);
DEFINE_SPINLOCK(lock);
void touch(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static void task(struct work_struct *work)
{
	touch();
}
static DECLARE_WORK(work, task);

// ORACLE: none two modules with globals of one name cannot be one module, which a case is
