// RUN: %check_c %s %t
// ORACLE: none lockdep does not know models
//
// A static function is a driver's own, whatever its name, unless the model's source cites the file that it is in.

//--- crypto/internal.h
#include <linux/delay.h>

static inline void crypto_yield(unsigned int flags)
{
	if (flags & 0x200)
		msleep(1);
}

//--- cited.c
#include <linux/timer.h>
#include "crypto/internal.h"

static unsigned int flags;

static void expired(struct timer_list *timer)
{
	crypto_yield(flags);
}
static DEFINE_TIMER(timer, expired);

//--- own.c
#include <linux/delay.h>
#include <linux/timer.h>

static unsigned int flags;

static void crypto_yield(unsigned int flags)
{
	if (flags & 0x200)
		msleep(1);
}

static void expired(struct timer_list *timer)
{
	crypto_yield(flags); // WARN: sleep-in-atomic
}
static DEFINE_TIMER(timer, expired);
