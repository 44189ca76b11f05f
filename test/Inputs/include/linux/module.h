// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_MODULE_H
#define MINI_MODULE_H

#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>

struct module;
extern struct module __this_module;
#define THIS_MODULE (&__this_module)

int init_module(void);
void cleanup_module(void);

// In a module, both are another name for the driver's function; the first lines only check its type.
#ifdef MODULE
#define module_init(function)                                                        \
	static inline initcall_t __maybe_unused mini_check_init(void)                \
	{                                                                            \
		return function;                                                     \
	}                                                                            \
	int init_module(void) __attribute__((alias(#function)))
#define module_exit(function)                                                        \
	static inline exitcall_t __maybe_unused mini_check_exit(void)                \
	{                                                                            \
		return function;                                                     \
	}                                                                            \
	void cleanup_module(void) __attribute__((alias(#function)))
#else
#define module_init(function) \
	static initcall_t __section(".initcall6.init") __maybe_unused __initcall_##function = function
#define module_exit(function) \
	static exitcall_t __section(".exitcall.exit") __maybe_unused __exitcall_##function = function
#endif

#define MINI_MODULE_INFO(tag, text) \
	static const char __UNIQUE_ID(tag)[] __section(".modinfo") __maybe_unused = #tag "=" text
#define MODULE_LICENSE(text) MINI_MODULE_INFO(license, text)
#define MODULE_DESCRIPTION(text) MINI_MODULE_INFO(description, text)
#define MODULE_AUTHOR(text) MINI_MODULE_INFO(author, text)
#define MODULE_DEVICE_TABLE(type, name)

#endif
