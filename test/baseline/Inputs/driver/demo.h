#ifndef DEMO_H
#define DEMO_H
#include <linux/spinlock.h>

struct demo {
	spinlock_t lock, other;
	int n;
};
extern struct demo *the_demo;
int more(struct demo *d);
#endif
