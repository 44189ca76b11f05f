// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_JIFFIES_H
#define MINI_JIFFIES_H

#define HZ 250
extern unsigned long volatile jiffies;
unsigned long msecs_to_jiffies(unsigned int milliseconds);
#define time_after(left, right) ((long)((right) - (left)) < 0)
#define time_before(left, right) time_after(right, left)

#endif
