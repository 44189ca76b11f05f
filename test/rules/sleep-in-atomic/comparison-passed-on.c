// RUN: %check_c %s %t
//
// The result of a comparison is known where it is passed to, kept or returned.

#include <linux/delay.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#define ASYNC 0
#define SYNC 1
#define NOW 7

struct message {
	const unsigned char *data;
	int type;
};

static struct message message;
static int mode;

static void send(bool wait)
{
	if (wait)
		msleep(1);
}

static void cancel(int how)
{
	send(how == SYNC);
}

static void cancel_kept(int how)
{
	bool wait = how != ASYNC;

	if (mode)
		send(wait);
}

static bool is_urgent(const struct message *m)
{
	return m->type == NOW;
}

static bool is_fast(const struct message *m)
{
	unsigned char id = m->data[0];

	switch (id) {
	case NOW:
		return true;
	default:
		break;
	}
	return false;
}

static void handle(const struct message *m)
{
	switch (m->data[0]) {
	case NOW:
		mode = 1;
		break;
	case 8:
		msleep(1);
		break;
	}
}

static void handle_type(const struct message *m)
{
	if (m->type == 8)
		msleep(1);
}

static void receive(const struct message *m)
{
	if (is_fast(m))
		handle(m);
	if (is_urgent(m))
		handle_type(m);
	if (!is_urgent(m))
		mode = 2;
}

// Only the other one's type is known.
static void receive_other(const struct message *m, const struct message *other)
{
	if (is_urgent(other))
		handle_type(m);
}

static void receive_slow(const struct message *m)
{
	if (!is_fast(m))
		handle(m);
}

static void expired(struct timer_list *timer)
{
	cancel(ASYNC);
	cancel_kept(ASYNC);
	receive(&message);
}
static DEFINE_TIMER(timer, expired);

static struct message others[1];
static void expired_sync(struct timer_list *timer)
{
	cancel(SYNC);                    // WARN: sleep-in-atomic
	cancel_kept(SYNC);               // WARN: sleep-in-atomic
	receive_other(&message, others); // WARN: sleep-in-atomic
	receive_slow(&message);          // WARN: sleep-in-atomic
}
static DEFINE_TIMER(sync_timer, expired_sync);

static void task(struct work_struct *work)
{
	cancel(SYNC);
	cancel_kept(mode);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static const unsigned char now[] = {NOW}, other[] = {8};

static void handle_slowly(void)
{
	receive_slow(&message);
}

// ORACLE(bad): sleep
ORACLE_CASE(bad)
{
	message.data = others[0].data = now;
	oracle_fire(&sync_timer);
}

// ORACLE(slow): sleep
ORACLE_CASE(slow)
{
	message.data = other;
	oracle_softirq(handle_slowly);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	message.data = now;
	message.type = NOW;
	oracle_fire(&timer);
}
#endif
