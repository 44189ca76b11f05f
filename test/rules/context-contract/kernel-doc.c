// RUN: %check_c %s %t
// ORACLE: none documentation is not checked at run time
//
// A kernel-doc section "Context:" is a contract for the callers, and says in which context a function runs that nobody
// is seen to call. One that allows several contexts says nothing.

#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static DEFINE_SPINLOCK(lock);
static int commands, frames;

/**
 * demo_command() - send a command
 * @command: its number
 *
 * Context: Process context. May sleep.
 * Return: 0
 */
static int demo_command(int command)
{
	commands += command;
	return 0;
}

/**
 * demo_count() - count a frame
 *
 * Context: Any context. May sleep if asked to.
 */
static void demo_count(void)
{
	frames++;
}

/**
 * demo_receive() - take a frame from the hardware
 *
 * Context: task context,
 * may sleep
 */
void demo_receive(void);
void demo_receive(void)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	frames--;
	spin_unlock(&lock);
}

static void expired(struct timer_list *timer)
{
	demo_count();
	demo_command(1); // WARN: context-contract
	spin_lock(&lock);
	frames = 0;
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);

static void work(struct work_struct *work)
{
	demo_command(2);
	spin_lock_bh(&lock);
	demo_command(3); // WARN: context-contract
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(item, work);
