// RUN: %check_c %s %t
//
// A driver's own locking function and callback, declared in YAML.

//--- vendor.yaml
calls:
  - names: [vendor_lock]
    kind: spin
    do: [acquire arg0]
    source: vendor.c
  - names: [vendor_unlock]
    kind: spin
    do: [release arg0]
    source: vendor.c
entries:
  - struct: vendor_ops
    fields: [tick]
    context: softirq
    source: vendor.c

//--- vendor.c
#include <linux/spinlock.h>
#include <linux/workqueue.h>

void vendor_lock(spinlock_t *l);
void vendor_unlock(spinlock_t *l);
struct vendor_ops {
	void (*tick)(void);
};
static DEFINE_SPINLOCK(lock);

static void tick(void)
{
	vendor_lock(&lock);
	vendor_unlock(&lock);
}
const struct vendor_ops vendor_ops = { .tick = tick };

static void task(struct work_struct *work)
{
	vendor_lock(&lock); // WARN: softirq-inconsistent-state
	vendor_unlock(&lock);
	spin_lock_bh(&lock);
	spin_unlock_bh(&lock);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
void vendor_lock(spinlock_t *l)
{
	spin_lock(l);
}

void vendor_unlock(spinlock_t *l)
{
	spin_unlock(l);
}


// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_softirq(tick);
	oracle_fire(&work);
}
#endif
