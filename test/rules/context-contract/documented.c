// RUN: %check_c %s %t
//
// The examples of docs/rules/context-contract.md, which test/tools/documented.test compares with these.

//--- bad.c
#include <linux/skbuff.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
};

void demo_bad(struct dev *d, struct sk_buff *skb);
void demo_bad(struct dev *d, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	kfree_skb(skb); // WARN: context-contract
	spin_unlock_irqrestore(&d->lock, flags);
}

//--- fixed.c
#include <linux/netdevice.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
};

void demo_fixed(struct dev *d, struct sk_buff *skb);
void demo_fixed(struct dev *d, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&d->lock, flags);
	dev_kfree_skb_irq(skb);
	spin_unlock_irqrestore(&d->lock, flags);
}

// ORACLE: none nothing at run time for a packet without a destructor: the contract is in the documentation
