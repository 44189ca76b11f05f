// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_FS_H
#define MINI_FS_H

#include <linux/module.h>

struct inode;
struct file {
	void *private_data;
};
struct file_operations {
	struct module *owner;
	ssize_t (*read)(struct file *file, char __user *to, size_t size, loff_t *at);
	ssize_t (*write)(struct file *file, const char __user *from, size_t size, loff_t *at);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};

#endif
