/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* In-source annotations of lockctx. Copy this file into a driver and include it; it needs nothing else, and only lockctx and
 * other tools made with Clang see anything of it: for gcc and sparse the macros are empty, and Clang makes no code of them. */

#ifndef LOCKCTX_H
#define LOCKCTX_H

/* The function is entered from outside of the code that is analysed, in that named context: one of lockctx's
 * (annotations/contexts.yaml), or one that a file given with --annotations declares.
 *
 *	LOCKCTX_RUNS_IN(tx_loop) void demo_tx_loop_read(struct demo *d);
 *
 * It may be repeated, and may stand at the prototype or at the definition. */
/* NOTE(def: LOCKCTX_RUNS_IN) */
#if defined(__clang__) && !defined(__CHECKER__)
#define LOCKCTX_RUNS_IN(context) __attribute__((annotate("lockctx:runs-in:" #context)))
#else
#define LOCKCTX_RUNS_IN(context)
#endif

#endif
