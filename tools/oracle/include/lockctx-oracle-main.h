/* SPDX-License-Identifier: GPL-2.0 */
/*
 * judge puts this behind the driver: it makes the file a module (what kbuild's
 * modpost would write) and runs the driver's init and the chosen case.
 */
#define INCLUDE_VERMAGIC
#include <linux/export-internal.h>
#include <linux/vermagic.h>

#ifdef _LINUX_NETDEVICE_H
static void oracle_fire_napi(struct napi_struct *napi)
{
	local_bh_disable();
	napi_schedule(napi);
	local_bh_enable();
}

static void oracle_xmit(struct net_device *dev)
{
	struct sk_buff *skb = alloc_skb(128, GFP_ATOMIC);

	if (!skb)
		return;
	skb_reserve(skb, 64);
	skb_put_zero(skb, 60);
	skb_reset_mac_header(skb);
	skb->dev = dev;
	dev_queue_xmit(skb);
}
#endif

static bool oracle_case_done;

/* What judge reads of a boot of several cases: which of them came to its end, and whether lockdep was still there. */
static int oracle_case_thread(void *unused)
{
	int number;

	for (number = 0; number < oracle_count; number++) {
		pr_info("oracle: case %s begins\n", oracle_chosen[number].name);
		oracle_guarded(&(struct oracle_call){ .fn = oracle_chosen[number].run });
		msleep(5000); /* what it armed runs */
		pr_info("oracle: case %s ends, lockdep %s\n", oracle_chosen[number].name, debug_locks ? "on" : "off");
	}
	WRITE_ONCE(oracle_case_done, true);
	return 0;
}

static int __init oracle_init(void)
{
	int error, seconds;

	if (oracle_driver_init) {
		error = oracle_guarded(&(struct oracle_call){ .fn = oracle_driver_init });
		if (error)
			return error;
	}
	if (!oracle_driver_exit)
		__module_get(THIS_MODULE); /* its timers may run on: it stays loaded */
	if (!oracle_count)
		return 0;
	kthread_run(oracle_case_thread, NULL, "oracle");
	for (seconds = 0; seconds < 600 * oracle_count && !READ_ONCE(oracle_case_done); seconds++)
		msleep(1000);
	if (!READ_ONCE(oracle_case_done)) {
		pr_warn("oracle: stuck: %d cases did not come to their end in 600 s each\n", oracle_count);
		__module_get(THIS_MODULE);
	}
	return 0;
}

static void __exit oracle_exit(void)
{
	if (oracle_driver_exit)
		oracle_driver_exit();
}

MODULE_LICENSE("GPL");
MODULE_INFO(name, KBUILD_MODNAME);
MODULE_INFO(vermagic, VERMAGIC_STRING);
MODULE_INFO(depends, "");

int init_module(void) __copy(oracle_init) __attribute__((alias("oracle_init")));
void cleanup_module(void) __copy(oracle_exit) __attribute__((alias("oracle_exit")));

__visible struct module __this_module __section(".gnu.linkonce.this_module") = {
	.name = KBUILD_MODNAME,
	.init = init_module,
	.exit = cleanup_module,
	.arch = MODULE_ARCH_INIT,
};
