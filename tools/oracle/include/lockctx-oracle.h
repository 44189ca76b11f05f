/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test driver can use of the oracle. judge puts this file in front of the
 * driver and defines LOCKCTX_ORACLE, so that a driver includes nothing of ours:
 *
 *	#ifdef LOCKCTX_ORACLE
 *	ORACLE_CASE(timer_then_work)
 *	{
 *		probe(&device);
 *		oracle_fire(&device.timer);
 *		oracle_work(flush_queue, &device);
 *	}
 *	#endif
 *
 * A driver may do without: its module_init() is run in a task, then time (which
 * is virtual and costs nothing) passes so that each timer, work item, tasklet
 * and thread it started runs, then its module_exit().
 *
 * ORACLE_CASE(NAME) { ... } is run after module_init(), in a boot of its own, in
 * a kernel thread that holds nothing, with BHs and IRQs on. A plain call in it
 * is a call in a task. All below come back when the function has returned, so
 * the order of a case is the order of its lines; all but fire and settle take a
 * function and up to four integers or pointers for it:
 *
 *	oracle_task	another kernel thread		oracle_softirq	a tasklet
 *	oracle_work	a work item			oracle_timer	a timer
 *	oracle_bh_off	this task, BHs off		oracle_hardirq	an irq_work
 *	oracle_irq_off	this task, IRQs off		oracle_hardirq_hard
 *							one that stays hard on PREEMPT_RT
 *	oracle_fire(x)	makes the timer_list, hrtimer, work_struct, delayed_work,
 *			tasklet_struct, irq_work or napi_struct at x run now
 *	oracle_irq_get(), oracle_irq_raise(irq)
 *			a number for request_irq(), and its interrupt
 *	oracle_xmit(dev) sends a packet through the net_device
 *	oracle_settle()	lets 200 ms pass: whatever is pending runs
 *
 * A function that comes back with a lock held, or with BHs, preemption or IRQs
 * other than it was called with, is reported, as the kernel does for its own.
 */
#ifndef LOCKCTX_ORACLE_H
#define LOCKCTX_ORACLE_H

#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* Tentative definitions: a driver's own module_init() and module_exit() fill them. */
static initcall_t oracle_driver_init;
static exitcall_t oracle_driver_exit;
#undef module_init
#undef module_exit
#define module_init(fn) static initcall_t oracle_driver_init = fn
#define module_exit(fn) static exitcall_t oracle_driver_exit = fn

/* A case is a parameter of the module: naming it when loading chooses it. Several are run one after the other. */
static struct oracle_chosen {
	const char *name;
	void (*run)(void);
} oracle_chosen[64];
static int oracle_count;
static int oracle_choose(const char *value, const struct kernel_param *param)
{
	if (oracle_count == ARRAY_SIZE(oracle_chosen))
		return -ENOSPC;
	oracle_chosen[oracle_count++] = (struct oracle_chosen){ param->name, (void (*)(void))param->arg };
	return 0;
}
static const struct kernel_param_ops oracle_choice = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = oracle_choose,
};
#define ORACLE_CASE(name)						\
	static void oracle_case_##name(void);				\
	module_param_cb(name, &oracle_choice, (void *)oracle_case_##name, 0); \
	static void oracle_case_##name(void)

struct napi_struct;

/* One call that a context makes; one at a time. */
struct oracle_call {
	void *fn;
	unsigned long arg[4];
	bool done;
};
static struct oracle_call oracle_call;
static bool oracle_leaked;

static int oracle_guarded(struct oracle_call *call)
{
	unsigned int preempt = preempt_count();
	bool irqs_off = irqs_disabled();
	int held = current->lockdep_depth, result;

	result = ((int (*)(unsigned long, unsigned long, unsigned long, unsigned long))call->fn)(
		call->arg[0], call->arg[1], call->arg[2], call->arg[3]);
	if (preempt_count() != preempt || irqs_disabled() != irqs_off || current->lockdep_depth != held) {
		oracle_leaked = true;
		pr_warn("oracle: %ps leaks: preempt_count %x -> %x, IRQs %s -> %s, locks held %d -> %d\n",
			call->fn, preempt, preempt_count(), irqs_off ? "off" : "on",
			irqs_disabled() ? "off" : "on", held, current->lockdep_depth);
	}
	return result;
}

static void oracle_call_now(void)
{
	oracle_guarded(&oracle_call);
	WRITE_ONCE(oracle_call.done, true);
}

static void oracle_settle(void)
{
	msleep(200);
}

static void oracle_wait(const char *context)
{
	int tries;

	for (tries = 0; tries < 100 && !READ_ONCE(oracle_call.done); tries++)
		msleep(20);
	if (!READ_ONCE(oracle_call.done))
		pr_warn("oracle: stuck: %ps did not come back from its %s\n", oracle_call.fn, context);
}

static void oracle_in_tasklet(struct tasklet_struct *unused) { oracle_call_now(); }
static DECLARE_TASKLET(oracle_tasklet, oracle_in_tasklet);
static void oracle_run_softirq(void) { tasklet_schedule(&oracle_tasklet); }

static void oracle_in_timer(struct timer_list *unused) { oracle_call_now(); }
static DEFINE_TIMER(oracle_timer_list, oracle_in_timer);
static void oracle_run_timer(void) { mod_timer(&oracle_timer_list, jiffies + 1); }

static void oracle_in_work(struct work_struct *unused) { oracle_call_now(); }
static DECLARE_WORK(oracle_work_item, oracle_in_work);
static void oracle_run_work(void) { schedule_work(&oracle_work_item); }

static void oracle_in_irq_work(struct irq_work *unused) { oracle_call_now(); }
static struct irq_work oracle_irq_work = IRQ_WORK_INIT(oracle_in_irq_work);
static struct irq_work oracle_irq_work_hard = IRQ_WORK_INIT_HARD(oracle_in_irq_work);
static void oracle_run_hardirq(void) { irq_work_queue(&oracle_irq_work); }
static void oracle_run_hardirq_hard(void) { irq_work_queue(&oracle_irq_work_hard); }

static int oracle_in_task(void *unused)
{
	oracle_call_now();
	return 0;
}
static void oracle_run_task(void) { kthread_run(oracle_in_task, NULL, "oracle-task"); }

static void oracle_run_bh_off(void)
{
	local_bh_disable();
	oracle_call_now();
	local_bh_enable();
}

static void oracle_run_irq_off(void)
{
	local_irq_disable();
	oracle_call_now();
	local_irq_enable();
}

/* The call that is never made has the compiler check the arguments. */
#define oracle_run(context, function, ...)				\
	do {								\
		if (0)							\
			function(__VA_ARGS__);				\
		oracle_call = (struct oracle_call){			\
			.fn = (void *)(function),			\
			.arg = { ORACLE_ARGUMENTS(__VA_ARGS__) },	\
		};							\
		oracle_run_##context();					\
		oracle_wait(#context);					\
		if (oracle_leaked)					\
			return;						\
	} while (0)
#define ORACLE_ARGUMENTS(...) CONCATENATE(ORACLE_ARGUMENTS_, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)
#define ORACLE_ARGUMENTS_0(...)
#define ORACLE_ARGUMENTS_1(a) (unsigned long)(a)
#define ORACLE_ARGUMENTS_2(a, b) (unsigned long)(a), (unsigned long)(b)
#define ORACLE_ARGUMENTS_3(a, b, c) ORACLE_ARGUMENTS_2(a, b), (unsigned long)(c)
#define ORACLE_ARGUMENTS_4(a, b, c, d) ORACLE_ARGUMENTS_2(a, b), ORACLE_ARGUMENTS_2(c, d)

#define oracle_task(...) oracle_run(task, __VA_ARGS__)
#define oracle_work(...) oracle_run(work, __VA_ARGS__)
#define oracle_bh_off(...) oracle_run(bh_off, __VA_ARGS__)
#define oracle_irq_off(...) oracle_run(irq_off, __VA_ARGS__)
#define oracle_softirq(...) oracle_run(softirq, __VA_ARGS__)
#define oracle_timer(...) oracle_run(timer, __VA_ARGS__)
#define oracle_hardirq(...) oracle_run(hardirq, __VA_ARGS__)
#define oracle_hardirq_hard(...) oracle_run(hardirq_hard, __VA_ARGS__)

static inline void oracle_fire_timer(struct timer_list *timer) { mod_timer(timer, jiffies + 1); }
static inline void oracle_fire_hrtimer(struct hrtimer *timer)
{
	hrtimer_start(timer, ms_to_ktime(1),
		      HRTIMER_MODE_REL | (timer->is_soft ? HRTIMER_MODE_SOFT : 0) |
		      (timer->is_hard ? HRTIMER_MODE_HARD : 0));
}
static inline void oracle_fire_work(struct work_struct *work) { schedule_work(work); }
static inline void oracle_fire_delayed(struct delayed_work *work) { mod_delayed_work(system_wq, work, 1); }
static inline void oracle_fire_tasklet(struct tasklet_struct *tasklet) { tasklet_schedule(tasklet); }
static inline void oracle_fire_irq_work(struct irq_work *work) { irq_work_queue(work); }
static void oracle_fire_napi(struct napi_struct *napi); /* in lockctx-oracle-main.h */
#define oracle_fire(x)							\
	do {								\
		_Generic((x),						\
			 struct timer_list *: oracle_fire_timer,	\
			 struct hrtimer *: oracle_fire_hrtimer,		\
			 struct work_struct *: oracle_fire_work,	\
			 struct delayed_work *: oracle_fire_delayed,	\
			 struct tasklet_struct *: oracle_fire_tasklet,	\
			 struct irq_work *: oracle_fire_irq_work,	\
			 struct napi_struct *: oracle_fire_napi)(x);	\
		oracle_settle();					\
	} while (0)

/* An interrupt line without a device: the interrupt comes out of an irq_work. */
static unsigned int oracle_irq_line;
static void oracle_irq_comes(struct irq_work *unused) { generic_handle_irq(oracle_irq_line); }
static struct irq_work oracle_irq_source = IRQ_WORK_INIT_HARD(oracle_irq_comes);

static inline unsigned int oracle_irq_get(void)
{
	static unsigned int irq = 40; /* user-mode Linux uses the first few of its 64 */

	irq_set_chip_and_handler(++irq, &dummy_irq_chip, handle_simple_irq);
	return irq;
}

static inline void oracle_irq_raise(unsigned int irq)
{
	oracle_irq_line = irq;
	irq_work_queue(&oracle_irq_source);
	oracle_settle();
}

struct net_device;
static void oracle_xmit(struct net_device *dev); /* in lockctx-oracle-main.h */

#endif
