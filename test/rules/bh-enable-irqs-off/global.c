// RUN: %check_c %s %t -- --rule bh-enable-irqs-off
//
// What is known of a global where a function is called is known in that function: the second call goes the way that the
// first one went. Found by tools/oracle/fuzz.

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/workqueue.h>

static int mode, first, second;

static void by_mode(void)
{
	if (mode) {
		local_irq_disable();
	} else {
		local_bh_disable();
		local_bh_enable();
	}
}

static void same(struct work_struct *work)
{
	by_mode();
	by_mode();
	local_irq_enable();
}
static DECLARE_WORK(same_work, same);

// Another global says nothing of it.
static void begin(void)
{
	if (first)
		local_irq_disable();
}

static void go_on(void)
{
	if (!second) {
		local_bh_disable();
		local_bh_enable(); // WARN: bh-enable-irqs-off
	}
}

static void differs(struct work_struct *work)
{
	begin();
	go_on();
	local_irq_enable();
}
static DECLARE_WORK(differs_work, differs);

#ifdef LOCKCTX_ORACLE
// ORACLE(same): silent
ORACLE_CASE(same)
{
	for (mode = 0; mode < 2; mode++)
		oracle_fire(&same_work);
}

// ORACLE(differs): irqs
ORACLE_CASE(differs)
{
	first = 1;
	oracle_fire(&differs_work);
}
#endif
