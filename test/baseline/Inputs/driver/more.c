#include <linux/delay.h>
#include "demo.h"

int more(struct demo *d)
{
	spin_lock_bh(&d->lock);
	msleep(d->n);
	msleep(d->n);
	spin_unlock_bh(&d->lock);
	return d->n;
}
