// RUN: %check_c %s %t
//
// A flag of an object that a function sets on a condition and tests later tells whether it did. Who has not set it is
// taken to find it clear.

#include <linux/delay.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct command {
	int number;
	bool wait, woken, late;
};

static struct command commands[2];
static bool broken;

static void init_command(struct command *cmd, int number, bool sync)
{
	cmd->number = number;
	if (sync) {
		cmd->wait = true;
		cmd->woken = false;
	}
}

static void send_command(struct command *cmd, int number, bool sync)
{
	init_command(cmd, number, sync);
	if (broken)
		return;
	if (cmd->wait)
		msleep(1);
}

static void copy_and_send(struct command *cmd, bool sync)
{
	cmd->wait = sync;
	if (cmd->wait)
		msleep(1);
}

// Set on one of two conditions: the second does not tell.
static void set_twice(struct command *cmd, bool sync)
{
	if (broken)
		cmd->wait = true;
	if (sync)
		cmd->wait = true;
	if (cmd->wait)
		msleep(1);
}

// Set from something else after all.
static void overwritten(struct command *cmd, bool sync)
{
	cmd->wait = sync;
	cmd->wait = cmd->number > 3;
	if (cmd->wait)
		msleep(1);
}

static void other_object(struct command *cmd, struct command *other, bool sync)
{
	other->wait = sync;
	if (cmd->wait)
		msleep(1);
}

static void set_by_somebody(struct command *cmd)
{
	if (cmd->late)
		msleep(1);
}

static void expired(struct timer_list *timer)
{
	send_command(&commands[0], 1, false);
	copy_and_send(&commands[0], false);
}
static DEFINE_TIMER(timer, expired);

static void expired_sync(struct timer_list *timer)
{
	send_command(&commands[0], 1, true); // WARN: sleep-in-atomic
	copy_and_send(&commands[0], true);   // WARN: sleep-in-atomic
}
static DEFINE_TIMER(sync_timer, expired_sync);

static void expired_other(struct timer_list *timer)
{
	set_twice(&commands[0], false);                  // WARN: sleep-in-atomic
	overwritten(&commands[0], false);                // WARN: sleep-in-atomic
	other_object(&commands[0], &commands[1], false); // WARN: sleep-in-atomic
	set_by_somebody(&commands[1]);                   // WARN: sleep-in-atomic
}
static DEFINE_TIMER(other_timer, expired_other);

static void task(struct work_struct *work)
{
	send_command(&commands[0], 2, true);
	commands[1].late = true;
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	oracle_fire(&sync_timer);
}

// ORACLE(others): sleep
ORACLE_CASE(others)
{
	broken = true;
	oracle_fire(&other_timer);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	oracle_fire(&timer);
	oracle_fire(&work);
}
#endif
