// RUN: %check_c %s %t
//
// kfree_skb() needs IRQs on; what a function does to itself counts even if nothing is known of its callers.

#include <linux/skbuff.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

void demo_drop(struct sk_buff *skb, struct sk_buff *other);
void demo_drop(struct sk_buff *skb, struct sk_buff *other)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	kfree_skb(skb); // WARN: context-contract
	spin_unlock_irqrestore(&lock, flags);
	kfree_skb(other);
}

// ORACLE: none nothing at run time for a packet without a destructor: the contract is in the documentation
