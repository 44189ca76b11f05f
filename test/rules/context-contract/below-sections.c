// RUN: %check_c %s %t
// ORACLE: none nothing at run time for a packet without a destructor: the contract is in the documentation
//
// A function that must not be called with IRQs off is below two sections that have them off: both are sites of one finding, at
// the calls that they make. Without a section the same call is right.

#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct ring {
	struct sk_buff *skb;
};

static DEFINE_SPINLOCK(lock);
static struct ring ring;

static void free_memory(struct ring *r)
{
	kfree_skb(r->skb);
}

static void free_ring(struct ring *r)
{
	free_memory(r);
	r->skb = NULL;
}

static void reset(struct work_struct *work)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	free_ring(&ring); // WARN: context-contract
	spin_unlock_irqrestore(&lock, flags);
}
static DECLARE_WORK(reset_work, reset);

static void stop(struct work_struct *work)
{
	spin_lock_irq(&lock);
	free_memory(&ring); // WARN: context-contract
	spin_unlock_irq(&lock);
	free_ring(&ring);
}
static DECLARE_WORK(stop_work, stop);
