// RUN: %check_c %s %t
//
// What runs in tasks, with BHs on: delayed work, threads, threaded interrupts, files.

#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
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

static void on_delayed(struct work_struct *work)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
}

static int on_thread(void *data)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
	return 0;
}

static irqreturn_t on_irq_thread(int irq, void *data)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
	return IRQ_HANDLED;
}

static ssize_t on_write(struct file *file, const char __user *from, size_t size, loff_t *at)
{
	spin_lock(&lock); // WARN: softirq-inconsistent-state
	spin_unlock(&lock);
	return size;
}
const struct file_operations demo_fops = { .write = on_write };

static struct delayed_work delayed;
int demo_setup(void);
int demo_setup(void)
{
	INIT_DELAYED_WORK(&delayed, on_delayed);
	kthread_run(on_thread, NULL, "demo");
	return request_threaded_irq(5, NULL, on_irq_thread, IRQF_ONESHOT, "demo", NULL);
}

#ifdef LOCKCTX_ORACLE
// ORACLE(delayed): usage-softirq
ORACLE_CASE(delayed)
{
	INIT_DELAYED_WORK(&delayed, on_delayed);
	oracle_fire(&timer);
	oracle_fire(&delayed);
}

// ORACLE(kthread): usage-softirq
ORACLE_CASE(kthread)
{
	oracle_fire(&timer);
	oracle_task(on_thread, NULL);
}

// ORACLE(irq_thread): usage-softirq
ORACLE_CASE(irq_thread)
{
	oracle_fire(&timer);
	oracle_task(on_irq_thread, 5, NULL);
}

// ORACLE(write): usage-softirq
ORACLE_CASE(write)
{
	oracle_fire(&timer);
	oracle_task(on_write, NULL, NULL, 0, NULL);
}
#endif
