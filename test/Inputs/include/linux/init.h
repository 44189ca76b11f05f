// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_INIT_H
#define MINI_INIT_H

#include <linux/compiler.h>

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

#define __init __section(".init.text") __cold
#define __exit __section(".exit.text") __maybe_unused __cold
#define __initdata __section(".init.data")

#endif
