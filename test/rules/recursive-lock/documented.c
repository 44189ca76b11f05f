// RUN: %check_c %s %t -- --rule recursive-lock
//
// The examples of docs/rules/recursive-lock.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct priv {
	struct mutex conf_mutex;
	struct work_struct join_complete;
	int joined;
};

static void unjoin(struct priv *p)
{
	mutex_lock(&p->conf_mutex);
	p->joined = 0;
	mutex_unlock(&p->conf_mutex);
}

static void join_complete_work(struct work_struct *work)
{
	struct priv *p = container_of(work, struct priv, join_complete);

	mutex_lock(&p->conf_mutex);
	unjoin(p); // WARN: recursive-lock
	mutex_unlock(&p->conf_mutex);
}

void demo_bad_setup(struct priv *p);
void demo_bad_setup(struct priv *p)
{
	mutex_init(&p->conf_mutex);
	INIT_WORK(&p->join_complete, join_complete_work);
}

#ifdef LOCKCTX_ORACLE
static struct priv the_priv;

void run_bad(void);
void run_bad(void)
{
	demo_bad_setup(&the_priv);
	oracle_fire(&the_priv.join_complete);
}
#endif

//--- fixed.c
#include <linux/mutex.h>
#include <linux/workqueue.h>

struct priv {
	struct mutex conf_mutex;
	struct work_struct join_complete;
	int joined;
};

static void __unjoin(struct priv *p)
{
	p->joined = 0;
}

static void unjoin(struct priv *p)
{
	mutex_lock(&p->conf_mutex);
	__unjoin(p);
	mutex_unlock(&p->conf_mutex);
}

static void join_complete_work(struct work_struct *work)
{
	struct priv *p = container_of(work, struct priv, join_complete);

	mutex_lock(&p->conf_mutex);
	__unjoin(p);
	mutex_unlock(&p->conf_mutex);
}

void demo_fixed_setup(struct priv *p);
void demo_fixed_setup(struct priv *p)
{
	mutex_init(&p->conf_mutex);
	INIT_WORK(&p->join_complete, join_complete_work);
	unjoin(p);
}

#ifdef LOCKCTX_ORACLE
static struct priv the_priv;

void run_bad(void);

// ORACLE(bad): recursive
ORACLE_CASE(bad)
{
	run_bad();
}

// ORACLE(fixed): silent
ORACLE_CASE(fixed)
{
	demo_fixed_setup(&the_priv);
	oracle_fire(&the_priv.join_complete);
}
#endif
