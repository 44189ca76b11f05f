// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_PRINTK_H
#define MINI_PRINTK_H

#include <linux/compiler.h>

#define KERN_ERR "3"
#define KERN_WARNING "4"
#define KERN_INFO "6"

int _printk(const char *format, ...) __printf(1, 2) __cold;

#define printk(format, ...) ({ _printk(format, ##__VA_ARGS__); })
#define pr_err(format, ...) printk(KERN_ERR format, ##__VA_ARGS__)
#define pr_warn(format, ...) printk(KERN_WARNING format, ##__VA_ARGS__)
#define pr_info(format, ...) printk(KERN_INFO format, ##__VA_ARGS__)

#endif
