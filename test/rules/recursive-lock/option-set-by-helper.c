// RUN: %check_c %s %t -- --rule recursive-lock
//
// A number in a variable of a function's own, filled in by a helper, says what is done with it.

#include <linux/mutex.h>
#include <linux/workqueue.h>

#define OP_READ 1
#define OP_LOAD 2
#define OP_STORE 3

struct command {
	unsigned short flags, opcode;
	int length;
};

static DEFINE_MUTEX(mutex);
int write_command(struct command *c);
void change_command(struct command *c);

static void fill(struct command *c, unsigned short opcode)
{
	c->length = 0;
	c->opcode = opcode;
}

static int send(struct command *c)
{
	bool locked = false;
	int err;

	switch (c->opcode) {
	case OP_LOAD:
	case OP_STORE:
		break;
	default:
		mutex_lock(&mutex);
		locked = true;
	}
	err = write_command(c);
	if (locked)
		mutex_unlock(&mutex);
	return err;
}

static void load(void)
{
	struct command c;

	fill(&c, OP_LOAD);
	c.flags = 3;
	send(&c);
}

static void read(void)
{
	struct command c;

	fill(&c, OP_READ);
	send(&c);
}

static void changed(void)
{
	struct command c;

	fill(&c, OP_LOAD);
	change_command(&c);
	send(&c);
}

static void task(struct work_struct *work)
{
	mutex_lock(&mutex);
	load();
	read(); // WARN: recursive-lock
	mutex_unlock(&mutex);
}
static DECLARE_WORK(work, task);

static void other_task(struct work_struct *work)
{
	mutex_lock(&mutex);
	changed(); // WARN: recursive-lock
	mutex_unlock(&mutex);
}
static DECLARE_WORK(other_work, other_task);

#ifdef LOCKCTX_ORACLE
int write_command(struct command *c)
{
	return 0;
}

void change_command(struct command *c)
{
	c->opcode = OP_READ;
}

// ORACLE(bad): recursive
ORACLE_CASE(bad)
{
	oracle_fire(&work);
}

// ORACLE(changes): recursive
ORACLE_CASE(changes)
{
	oracle_fire(&other_work);
}

// ORACLE(ok): silent
ORACLE_CASE(ok)
{
	mutex_lock(&mutex);
	load();
	mutex_unlock(&mutex);
	read();
}
#endif
