// RUN: %check_c %s %t
// ORACLE: none a lock that is left held is seen when the task ends, or when it is taken again: by other rules of lockdep's
//
// Where an asm goto leads is decided by no expression of C: both ways count, whatever comes before it.

#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
	int state, count;
};

void demo_leak(struct dev *d);
void demo_leak(struct dev *d)
{
	spin_lock(&d->lock);
	asm volatile("nop" : : : "memory");
	asm goto("jmp %l[busy]" : : : "memory" : busy);
	spin_unlock(&d->lock);
	return;
busy:
	return; // WARN: lock-imbalance(struct dev.lock)
}

void demo_after_zero(struct dev *d);
void demo_after_zero(struct dev *d)
{
	spin_lock(&d->lock);
	d->count = 0;
	asm goto("jmp %l[busy]" : : : "memory" : busy);
	spin_unlock(&d->lock);
	return;
busy:
	return; // WARN: lock-imbalance(struct dev.lock)
}

void demo_after_one(struct dev *d);
void demo_after_one(struct dev *d)
{
	spin_lock(&d->lock);
	d->count = 1;
	asm goto("jmp %l[busy]" : : : "memory" : busy);
	spin_unlock(&d->lock);
	return;
busy:
	return; // WARN: lock-imbalance(struct dev.lock)
}

void demo_right(struct dev *d);
void demo_right(struct dev *d)
{
	spin_lock(&d->lock);
	asm volatile("nop" : : : "memory");
	asm goto("jmp %l[busy]" : : : "memory" : busy);
	spin_unlock(&d->lock);
	return;
busy:
	spin_unlock(&d->lock);
}
