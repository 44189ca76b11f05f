// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_SEQLOCK_H
#define MINI_SEQLOCK_H

#include <linux/spinlock.h>

typedef struct {
	struct {
		unsigned int sequence;
	} seqcount;
	spinlock_t lock;
} seqlock_t;
#define DEFINE_SEQLOCK(name) seqlock_t name = { .lock = __SPIN_LOCK_UNLOCKED(name.lock) }
static inline void seqlock_init(seqlock_t *sl)
{
	spin_lock_init(&sl->lock);
}
static inline void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	sl->seqcount.sequence++;
}
static inline void write_sequnlock(seqlock_t *sl)
{
	sl->seqcount.sequence++;
	spin_unlock(&sl->lock);
}
static inline void write_seqlock_bh(seqlock_t *sl)
{
	spin_lock_bh(&sl->lock);
	sl->seqcount.sequence++;
}
static inline void write_sequnlock_bh(seqlock_t *sl)
{
	sl->seqcount.sequence++;
	spin_unlock_bh(&sl->lock);
}

#endif
