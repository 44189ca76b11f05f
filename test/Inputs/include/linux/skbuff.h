// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_SKBUFF_H
#define MINI_SKBUFF_H

#include <linux/gfp.h>
#include <linux/spinlock.h>

struct net_device;
struct sk_buff {
	struct sk_buff *next, *prev;
	struct net_device *dev;
	unsigned int len;
	unsigned char *data;
};
struct sk_buff_head {
	struct sk_buff *next, *prev;
	u32 qlen;
	spinlock_t lock;
};

// Each caller gets a lock class of its own, since this is inline.
static inline void skb_queue_head_init(struct sk_buff_head *list)
{
	spin_lock_init(&list->lock);
	list->prev = list->next = (struct sk_buff *)list;
	list->qlen = 0;
}
static inline u32 skb_queue_len(const struct sk_buff_head *list)
{
	return list->qlen;
}
static inline int skb_queue_empty(const struct sk_buff_head *list)
{
	return list->next == (const struct sk_buff *)list;
}
static inline struct sk_buff *__skb_dequeue(struct sk_buff_head *list)
{
	struct sk_buff *skb = list->next;

	if (skb == (struct sk_buff *)list)
		return NULL;
	list->qlen--;
	list->next = skb->next;
	skb->next->prev = (struct sk_buff *)list;
	return skb;
}
static inline void __skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb)
{
	skb->next = (struct sk_buff *)list;
	skb->prev = list->prev;
	list->prev->next = skb;
	list->prev = skb;
	list->qlen++;
}
// These take the lock, with IRQs saved.
void skb_queue_head(struct sk_buff_head *list, struct sk_buff *skb);
void skb_queue_tail(struct sk_buff_head *list, struct sk_buff *skb);
struct sk_buff *skb_dequeue(struct sk_buff_head *list);
void skb_queue_purge_reason(struct sk_buff_head *list, int reason);
static inline void skb_queue_purge(struct sk_buff_head *list)
{
	skb_queue_purge_reason(list, 2);
}
void consume_skb(struct sk_buff *skb);
void sk_skb_reason_drop(void *sk, struct sk_buff *skb, int reason);
static inline void kfree_skb(struct sk_buff *skb)
{
	sk_skb_reason_drop(NULL, skb, 2);
}
#define dev_kfree_skb(skb) consume_skb(skb)
#define dev_kfree_skb_any(skb) consume_skb(skb)

#endif
