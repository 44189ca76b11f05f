// RUN: %check_c %s %t
//
// Several files: a global lock is one class, static ones of the same name are two, and so are equal tags.

//--- demo.h
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
extern spinlock_t global;
void touch_global(void);

//--- timer.c
#include "demo.h"
static DEFINE_SPINLOCK(local);
struct demo {
	spinlock_t lock;
	struct timer_list timer;
};
static struct demo demo;
static void helper(void)
{
	spin_lock(&local);
	spin_unlock(&local);
	spin_lock(&demo.lock);
	spin_unlock(&demo.lock);
}
static void expired(struct timer_list *timer)
{
	helper();
	touch_global();
}
static DEFINE_TIMER(timer, expired);
#ifdef LOCKCTX_ORACLE
void fire_timer(void);
void fire_timer(void)
{
	spin_lock_init(&demo.lock);
	oracle_fire(&timer);
}
#endif

//--- shared.c
#include "demo.h"
DEFINE_SPINLOCK(global);
void touch_global(void)
{
	spin_lock(&global);
	spin_unlock(&global);
}

//--- work.c
#include "demo.h"
static DEFINE_SPINLOCK(local);
struct demo {
	spinlock_t lock;
};
static struct demo demo;
static void helper(void)
{
	spin_lock(&local);
	spin_unlock(&local);
	spin_lock(&demo.lock);
	spin_unlock(&demo.lock);
}
static void task(struct work_struct *work)
{
	helper();
	spin_lock(&global); // WARN: softirq-inconsistent-state(global)
	spin_unlock(&global);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
void fire_timer(void);

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	spin_lock_init(&demo.lock);
	fire_timer();
	oracle_fire(&work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	spin_lock_init(&demo.lock);
	fire_timer();
	oracle_task(helper);
}
#endif
