// RUN: %check_c %s %t
// REQUIRES: real-headers
//
// What else disables BHs or IRQs, and for how long. Needs more of the kernel's headers than test/Inputs/include has.

#include <linux/netdevice.h>
#include <linux/bit_spinlock.h>
#include <linux/seqlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/sock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SEQLOCK(seq);
static DEFINE_SPINLOCK(waited);
static DECLARE_WAIT_QUEUE_HEAD(queue);
static DEFINE_XARRAY(array);
static unsigned long word;
static bool ready;

static void touch(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

static void expired(struct timer_list *timer)
{
	touch();
}
static DEFINE_TIMER(timer, expired);

static void ok_regions(struct net_device *dev, struct sock *sk)
{
	unsigned long flags;

	netif_tx_lock_bh(dev);
	touch();
	netif_tx_unlock_bh(dev);
	netif_addr_lock_bh(dev);
	touch();
	netif_addr_unlock_bh(dev);
	xa_lock_bh(&array);
	touch();
	xa_unlock_bh(&array);
	xa_lock_irqsave(&array, flags);
	touch();
	xa_unlock_irqrestore(&array, flags);
	write_seqlock_irqsave(&seq, flags);
	touch();
	write_sequnlock_irqrestore(&seq, flags);
	read_seqlock_excl_bh(&seq);
	touch();
	read_sequnlock_excl_bh(&seq);
	local_bh_disable();
	bh_lock_sock(sk);
	touch();
	bh_unlock_sock(sk);
	bit_spin_lock(0, &word);
	touch();
	bit_spin_unlock(0, &word);
	local_bh_enable();
	spin_lock_irq(&waited);
	wait_event_lock_irq(queue, ready, waited);
	touch();
	spin_unlock_irq(&waited);
}

static void bad_after(struct sock *sk)
{
	lock_sock(sk);
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
	release_sock(sk);
	bit_spin_lock(0, &word);
	spin_lock(&lock); // WARN: softirq-inconsistent-state(lock)
	spin_unlock(&lock);
	bit_spin_unlock(0, &word);
}

static struct net_device *device;
static struct sock *sock;
static void task(struct work_struct *work)
{
	ok_regions(device, sock);
	bad_after(sock);
}
static DECLARE_WORK(work, task);

#ifdef LOCKCTX_ORACLE
static void after_bit(void)
{
	bit_spin_lock(0, &word);
	touch();
	bit_spin_unlock(0, &word);
}

// ORACLE(bad): usage-softirq
ORACLE_CASE(bad)
{
	oracle_fire(&timer);
	oracle_task(after_bit);
}
#endif
