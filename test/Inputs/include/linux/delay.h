// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_DELAY_H
#define MINI_DELAY_H

#include <linux/jiffies.h>

void msleep(unsigned int milliseconds);
void usleep_range_state(unsigned long least, unsigned long most, unsigned int state);
static inline void usleep_range(unsigned long least, unsigned long most)
{
	usleep_range_state(least, most, 2);
}
void __udelay(unsigned long microseconds);
#define udelay(microseconds) __udelay(microseconds)

#endif
