// RUN: %check_c %s %t
//
// BHs that nobody has disabled are enabled: their count drops below zero. Found by tools/oracle/fuzz.

#include <linux/bottom_half.h>
#include <linux/workqueue.h>

static void pause(void)
{
	local_bh_enable(); // WARN: lock-imbalance
	local_bh_disable();
}

static void bad(struct work_struct *work)
{
	pause();
}
static DECLARE_WORK(bad_work, bad);

static void pause_callers(void)
{
	local_bh_enable();
	local_bh_disable();
}

static void ok(struct work_struct *work)
{
	local_bh_disable();
	pause_callers();
	local_bh_enable();
}
static DECLARE_WORK(ok_work, ok);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): imbalance
ORACLE_CASE(bad)
{
	oracle_fire(&bad_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&ok_work);
}
#endif
