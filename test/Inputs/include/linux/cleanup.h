// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A miniature of the kernel's header of this name; see README.md.
#ifndef MINI_CLEANUP_H
#define MINI_CLEANUP_H

#include <linux/compiler.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define DEFINE_FREE(_name, _type, _free)                   \
	static inline void __free_##_name(void *at)        \
	{                                                  \
		_type _T = *(_type *)at;                   \
		_free;                                     \
	}
#define __free(_name) __cleanup(__free_##_name)

// A class: a type with a constructor, and a destructor that the cleanup attribute calls.
#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)                        \
	typedef _type class_##_name##_t;                                               \
	static inline void class_##_name##_destructor(_type *_at)                      \
	{                                                                              \
		_type _T = *_at;                                                       \
		_exit;                                                                 \
	}                                                                              \
	static inline _type class_##_name##_constructor(_init_args)                    \
	{                                                                              \
		_type _made = _init;                                                   \
		return _made;                                                          \
	}
#define EXTEND_CLASS(_name, _ext, _init, _init_args...)                                \
	typedef class_##_name##_t class_##_name##_ext##_t;                             \
	static inline void class_##_name##_ext##_destructor(class_##_name##_t *_at)    \
	{                                                                              \
		class_##_name##_destructor(_at);                                       \
	}                                                                              \
	static inline class_##_name##_t class_##_name##_ext##_constructor(_init_args)  \
	{                                                                              \
		class_##_name##_t _made = _init;                                       \
		return _made;                                                          \
	}
#define CLASS(_name, _variable)                                                        \
	class_##_name##_t _variable __cleanup(class_##_name##_destructor) = class_##_name##_constructor

// Guards whose class is a pointer to the lock.
#define DEFINE_GUARD(_name, _type, _lock, _unlock)                                     \
	static const bool class_##_name##_is_conditional __maybe_unused = false;       \
	DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }), _type _T)   \
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)            \
	{                                                                              \
		return (void *)(unsigned long)*_T;                                     \
	}
#define DEFINE_GUARD_COND(_name, _ext, _trylock)                                       \
	static const bool class_##_name##_ext##_is_conditional __maybe_unused = true;  \
	EXTEND_CLASS(_name, _ext,                                                      \
		     ({ void *_t = _T; if (_T && !(_trylock)) _t = NULL; _t; }),       \
		     class_##_name##_t _T)                                             \
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)      \
	{                                                                              \
		return class_##_name##_lock_ptr(_T);                                   \
	}

// Guards whose class is a struct, with a lock (_1) or without one (_0).
#define MINI_GUARD_STRUCT(_name, _type, _unlock, ...)                                  \
	typedef struct {                                                               \
		_type *lock;                                                           \
		__VA_ARGS__;                                                           \
	} class_##_name##_t;                                                           \
	static inline void class_##_name##_destructor(class_##_name##_t *_T)           \
	{                                                                              \
		if (_T->lock) {                                                        \
			_unlock;                                                       \
		}                                                                      \
	}                                                                              \
	static inline void *class_##_name##_lock_ptr(class_##_name##_t *_T)            \
	{                                                                              \
		return (void *)(unsigned long)_T->lock;                                \
	}
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)                         \
	static const bool class_##_name##_is_conditional __maybe_unused = false;       \
	MINI_GUARD_STRUCT(_name, _type, _unlock, __VA_ARGS__)                          \
	static inline class_##_name##_t class_##_name##_constructor(_type *l)          \
	{                                                                              \
		class_##_name##_t _made = { .lock = l }, *_T = &_made;                 \
		_lock;                                                                 \
		return _made;                                                          \
	}
#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)                                \
	static const bool class_##_name##_is_conditional __maybe_unused = false;       \
	MINI_GUARD_STRUCT(_name, void, _unlock, __VA_ARGS__)                           \
	static inline class_##_name##_t class_##_name##_constructor(void)              \
	{                                                                              \
		class_##_name##_t _made = { .lock = (void *)1 }, *_T __maybe_unused = &_made; \
		_lock;                                                                 \
		return _made;                                                          \
	}
#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _trylock)                                \
	static const bool class_##_name##_ext##_is_conditional __maybe_unused = true;  \
	EXTEND_CLASS(_name, _ext,                                                      \
		     ({ class_##_name##_t _t = { .lock = l }, *_T = &_t;               \
			if (_T->lock && !(_trylock))                                   \
				_T->lock = NULL;                                       \
			_t; }),                                                        \
		     typeof_member(class_##_name##_t, lock) l)                         \
	static inline void *class_##_name##_ext##_lock_ptr(class_##_name##_t *_T)      \
	{                                                                              \
		return class_##_name##_lock_ptr(_T);                                   \
	}

#define guard(_name) CLASS(_name, __UNIQUE_ID(guard))
#define __guard_ptr(_name) class_##_name##_lock_ptr
#define __is_cond_ptr(_name) class_##_name##_is_conditional

// A loop that is left by a goto, so that the compiler sees that it runs once.
#define __scoped_guard(_name, _label, args...)                                         \
	for (CLASS(_name, scope)(args); __guard_ptr(_name)(&scope) || !__is_cond_ptr(_name); \
	     ({ goto _label; }))                                                       \
		if (0) {                                                               \
_label:                                                                                \
			break;                                                         \
		} else
#define scoped_guard(_name, args...) __scoped_guard(_name, __UNIQUE_ID(label), args)
#define __scoped_cond_guard(_name, _fail, _label, args...)                             \
	for (CLASS(_name, scope)(args); true; ({ goto _label; }))                      \
		if (!__guard_ptr(_name)(&scope)) {                                     \
			_fail;                                                         \
_label:                                                                                \
			break;                                                         \
		} else
#define scoped_cond_guard(_name, _fail, args...) __scoped_cond_guard(_name, _fail, __UNIQUE_ID(label), args)

#endif
