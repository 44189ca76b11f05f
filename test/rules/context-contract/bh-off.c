// RUN: %check_c %s %t
//
// napi_schedule() in a task needs BHs off; in an interrupt it does not. Where the callers are not known, BHs may be off.

#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>

static struct napi_struct napi;

static void task(struct work_struct *work)
{
	napi_schedule(&napi); // WARN: context-contract
	local_bh_disable();
	napi_schedule(&napi);
	local_bh_enable();
}
static DECLARE_WORK(work, task);

static irqreturn_t handler(int irq, void *data)
{
	napi_schedule(&napi);
	return IRQ_HANDLED;
}

int demo_setup(void);
int demo_setup(void)
{
	return request_irq(5, handler, 0, "demo", NULL);
}

void demo_unknown(void);
void demo_unknown(void)
{
	napi_schedule(&napi);
}

// ORACLE: none nothing at run time: a softirq that is raised in a task with BHs on only runs late
