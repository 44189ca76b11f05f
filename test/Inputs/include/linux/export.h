// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_EXPORT_H
#define MINI_EXPORT_H

// The kernel puts the name into a section by assembler, and refers to the symbol.
#define MINI_EXPORT(symbol, licence)                              \
	extern typeof(symbol) symbol;                             \
	static void *__section(".discard.addressable") __maybe_unused \
		__addressable_##symbol = (void *)&symbol;         \
	__asm__(".section \".export_symbol\",\"a\"\n\t.asciz \"" #symbol ":" licence "\"\n\t.previous\n")
#define EXPORT_SYMBOL(symbol) MINI_EXPORT(symbol, "")
#define EXPORT_SYMBOL_GPL(symbol) MINI_EXPORT(symbol, "GPL")

#endif
