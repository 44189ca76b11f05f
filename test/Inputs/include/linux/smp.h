// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_SMP_H
#define MINI_SMP_H

typedef void (*smp_call_func_t)(void *info);
int smp_call_function_single(int cpu, smp_call_func_t function, void *info, int wait);

#endif
